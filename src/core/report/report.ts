/** The text of an issue as everything downstream sees it: spans with their place, and facts read out of them. */

/**
 * What a span is. `log` covers kernel logs, console output and stack traces; `command` a line that a person typed
 * at a prompt; `quote` text quoted from somebody else; `patch` a diff. Patterns say in which kinds they look.
 */
export const spanKinds = ['title', 'prose', 'log', 'command', 'quote', 'patch'] as const;
export type SpanKind = (typeof spanKinds)[number];

/** Where something stands: the nearest heading or form label above it, and its line. */
export interface Place {
  /** Heading or form label above the text, `''` before the first one. */
  readonly section: string;
  /** 1-based line of the body as GitHub stores it; 0 is the title. */
  readonly line: number;
}

/** A run of text of one kind: a whole paragraph of prose, or one line of a log, a command, a patch. */
export interface Span extends Place {
  readonly kind: SpanKind;
  /** The text; line ends inside a paragraph are replaced one for one by spaces, so that patterns see the sentence. */
  readonly text: string;
  /** Offsets in `text` at which a line end stood, ascending; empty for a single line. */
  readonly breaks: readonly number[];
}

export const factKinds = [
  'linux',
  'xen',
  'distribution',
  'toolstack',
  'guest-mode',
  'vendor',
  'model',
  'firmware',
  'ec2-type',
  'platform',
  'xen-option',
  'linux-option',
  'tool-output',
  'oops',
] as const;
export type FactKind = (typeof factKinds)[number];

/** Something read from the report, with its place. `value` is normalised (`3.2.0-24-generic`, `dell`, `t2`), `quote` is the reporter's text. */
export interface Fact extends Place {
  readonly kind: FactKind;
  readonly value: string;
  readonly quote: string;
}

/** A parsed report. The same input always gives the same report. */
export interface Report {
  readonly title: string;
  readonly spans: readonly Span[];
  readonly facts: readonly Fact[];
  /** True where the body was longer than the parser reads; what was cut is the middle. */
  readonly truncated: boolean;
}
