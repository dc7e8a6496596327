/** Lint: rules that take, or share, the examples of other known problems beside them. */

import type { Finding } from './rules/finding.js';
import type { ExampleResult } from './run-examples.js';

/** Titles that are told of one overlap. */
const mostTitles = 3;

type Kind = 'taken' | 'shared' | 'doubted';

/** An example of another known problem that one of the rules changes. */
export interface Intrusion {
  /** The rule that does. */
  readonly rule: string;
  /** Whose example it is. */
  readonly of: string;
  /** `taken`: decided for the rule; `shared`: labelled as both; `doubted`: no more than suggested because of it. */
  readonly kind: Kind;
  readonly title: string;
}

/** `result` is of another known problem than `own`, which stand beside it. Empty where they change nothing. */
export function intrusionsOf(result: ExampleResult, own: ReadonlySet<string>): readonly Intrusion[] {
  if (result.list === 'no_match') return [];
  const { rule: of, title, category, also, reason } = result;
  if (category !== null && own.has(category)) return [{ rule: category, of, kind: 'taken', title }];
  const shared = also.filter((id) => own.has(id));
  if (shared.length > 0) return shared.map((rule) => ({ rule, of, kind: 'shared', title }));
  const doubted = result.ok
    ? undefined
    : [...own].find((id) => reason.includes(` ${id} is nearly as likely`));
  return doubted === undefined ? [] : [{ rule: doubted, of, kind: 'doubted', title }];
}

/** One finding for each pair of known problems and kind. */
export function intrusionFindings(intrusions: readonly Intrusion[]): readonly Finding[] {
  const pairs = new Map<string, Intrusion[]>();
  for (const one of intrusions) {
    const name = `${one.rule} ${one.of} ${one.kind}`;
    pairs.set(name, [...(pairs.get(name) ?? []), one]);
  }
  return [...pairs.values()].flatMap((together): Finding[] => {
    const [first] = together;
    if (first === undefined) return [];
    const { rule, of, kind } = first;
    const titles = together.slice(0, mostTitles).map(({ title }) => `"${title}"`);
    const more = together.length > mostTitles ? [`${together.length - mostTitles} more`] : [];
    const examples = `${together.length === 1 ? 'an example' : `${together.length} examples`} of ${of}`;
    const problem = `${examples} ${words[kind](together.length)}: ${[...titles, ...more].join(', ')}`;
    const instead = `give this rule a look-alike with \`instead: ${of}\`, or make its signals more exact`;
    const severity = kind === 'taken' ? 'error' : 'warning';
    return [{ rule, severity, check: 'overlapping', path: ['signals'], problem, instead }];
  });
}

const words: Readonly<Record<Kind, (count: number) => string>> = {
  taken: (count) => `${count === 1 ? 'is' : 'are'} decided for this rule`,
  shared: (count) => `${count === 1 ? 'is' : 'are'} labelled with this one as well`,
  doubted: (count) => `${count === 1 ? 'is' : 'are'} only suggested, because this one is nearly as likely`,
};
