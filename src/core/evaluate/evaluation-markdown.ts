/** An evaluation as Markdown: tables for documents and for a terminal. */

import { share } from './confusion.js';
import type { Evaluation, Headline } from './evaluation.js';

const headlineWords: Readonly<Record<keyof Headline, string>> = {
  macroF1: 'macro F1',
  accuracy: 'accuracy',
  labelPrecision: 'precision of label',
  found: 'found by label or suggestion',
  wrongOnNone: 'wrong labels where there is no known problem',
};

/** Renders every part that has something to say. `title` becomes the heading. */
export function evaluationMarkdown(title: string, evaluation: Evaluation): string {
  const parts = [
    `# ${title}`,
    `${evaluation.reports} reports: ${evaluation.decisions.label} labelled, ${evaluation.decisions.suggest} suggested, ${evaluation.decisions.abstain} abstained.`,
    headline(evaluation),
    perLabel(evaluation),
    evaluation.groups.length > 0 ? groups(evaluation) : '',
    evaluation.kinds.length > 0 ? kinds(evaluation) : '',
    confusion(evaluation),
    reliability(evaluation),
    abstention(evaluation),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function headline(evaluation: Evaluation): string {
  const rows = headlineKeys().map((key) => {
    const { value, low, high } = evaluation.intervals[key];
    return [headlineWords[key], number(value), `${number(low)} to ${number(high)}`];
  });
  return table(
    ['measure', 'value', '95 % interval'],
    [
      ...rows,
      ['expected calibration error', number(evaluation.expectedCalibrationError), ''],
      ['right on the surest half', number(evaluation.surestHalf), ''],
    ],
  );
}

function headlineKeys(): (keyof Headline)[] {
  return ['macroF1', 'accuracy', 'labelPrecision', 'found', 'wrongOnNone'];
}

function perLabel({ perLabel: rows }: Evaluation): string {
  return table(
    [
      'label',
      'reports',
      'precision',
      'recall',
      'F1',
      'precision of label',
      'labelled',
      'suggested',
      'abstained',
    ],
    rows.map((row) => [
      row.label,
      String(row.support),
      number(row.precision),
      number(row.recall),
      number(row.f1),
      number(row.labelPrecision),
      String(row.labelled),
      String(row.suggested),
      `${row.abstained} (${Math.round(100 * share(row.abstained, row.support))} %)`,
    ]),
  );
}

function groups({ groups: rows }: Evaluation): string {
  return table(
    ['group', 'reports', 'macro F1', 'accuracy'],
    rows.map((row) => [row.group, String(row.reports), number(row.macroF1), number(row.accuracy)]),
  );
}

function kinds({ kinds: rows }: Evaluation): string {
  return table(
    ['kind', 'reports', 'accuracy', 'wrong labels'],
    rows.map((row) => [
      row.kind,
      String(row.reports),
      number(row.accuracy),
      `${row.wrongLabels} (${(100 * share(row.wrongLabels, row.reports)).toFixed(1)} %)`,
    ]),
  );
}

function confusion({ confusion: { labels, counts } }: Evaluation): string {
  return table(
    ['truth, down; said, across', ...labels],
    labels.map((label, row) => [
      label,
      ...(counts[row] ?? []).map((count) => (count === 0 ? '·' : String(count))),
    ]),
  );
}

function reliability({ reliability: { bins } }: Evaluation): string {
  return table(
    ['claimed', 'reports', 'mean claim', 'right'],
    bins
      .filter(({ count }) => count > 0)
      .map((bin) => [
        `${number(bin.from)} to ${number(bin.to)}`,
        String(bin.count),
        number(bin.claimed),
        number(bin.right),
      ]),
  );
}

function abstention({ abstention: points }: Evaluation): string {
  return table(
    ['surest part', 'right', 'from confidence'],
    points.map((point) => [
      `${Math.round(point.answered * 100)} %`,
      number(point.accuracy),
      number(point.threshold),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');
}

function escaped(cell: string): string {
  return cell.replace(/[|\\]/g, (mark) => `\\${mark}`).replace(/\s+/g, ' ');
}

function number(value: number): string {
  return value.toFixed(3);
}
