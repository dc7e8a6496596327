/** The demo's table: one line per handled issue, printed as soon as it is known. */

export interface DemoRow {
  readonly number: number;
  readonly title: string;
  /** Labels on the issue now. */
  readonly labels: readonly string[];
  readonly decision: 'label' | 'suggest' | 'abstain';
  readonly category: string | null;
  readonly confidence: number;
  /** The line that gave it away, null when nothing was found. */
  readonly evidence: string | null;
  /** State of the private draft, null when there is none. */
  readonly draft: string | null;
}

const widths = { number: 4, title: 44, outcome: 26, confidence: 6, draft: 8 };

/** Cuts to `width` characters with an ellipsis and pads; counts code points, so that no pair is torn. */
function cell(text: string, width: number): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim());
  const cut = characters.length > width ? [...characters.slice(0, width - 1), '…'] : characters;
  return cut.join('') + ' '.repeat(Math.max(0, width - cut.length));
}

function line(
  parts: { readonly [K in keyof typeof widths]: string },
  evidence: string,
  columns: number,
): string {
  const fixed = (Object.keys(widths) as (keyof typeof widths)[])
    .map((key) => cell(parts[key], widths[key]))
    .join('  ');
  const room = columns - fixed.length - 2;
  return room < 20 ? `${fixed.trimEnd()}\n      ${evidence}` : `${fixed}  ${cell(evidence, room).trimEnd()}`;
}

/** The head of the table. `columns`: width of the terminal in characters. */
export function tableHead(columns: number): string {
  const head = line(
    { number: '#', title: 'issue', outcome: 'label', confidence: 'sure', draft: 'draft' },
    'the line that gave it away',
    columns,
  );
  return `${head}\n${'─'.repeat(Math.min(columns, 160))}`;
}

/** One row. An abstained issue says so instead of a label. */
export function tableRow(row: DemoRow, columns: number): string {
  const outcome =
    row.decision === 'abstain'
      ? 'abstained'
      : row.decision === 'suggest'
        ? `suggested: ${row.category ?? ''}`
        : row.labels.join(', ');
  return line(
    {
      number: String(row.number),
      title: row.title,
      outcome,
      confidence: `${Math.floor(row.confidence * 100 + 1e-9)} %`,
      draft: row.draft ?? '–',
    },
    row.evidence ?? '–',
    columns,
  );
}
