/** An evaluation as a picture (SVG): how reliable confidence is, and what was taken for what. */

import type { Confusion } from './confusion.js';
import type { Evaluation } from './evaluation.js';
import type { Reliability } from './reliability.js';

const plot = 280;
const gap = 70;
const top = 64;
const ink = '#1f2328';
const faint = '#d0d7de';
const blue = '#0969da';
const font = 'font-family="system-ui, sans-serif"';

/** Two panels side by side; a pure function of the evaluation, self-contained, for light backgrounds. */
export function evaluationPicture(title: string, evaluation: Evaluation): string {
  const { labels } = evaluation.confusion;
  const nameWidth = 12 + 7 * Math.max(6, ...labels.map((label) => label.length));
  const confusionLeft = gap + plot + gap + nameWidth;
  const side = Math.max(plot, labels.length * 36);
  const width = confusionLeft + side + 24;
  const height = top + side + nameWidth + 24;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(gap, 26, title, 16, 'start', 'font-weight="600"'),
    reliabilityPanel(evaluation.reliability),
    confusionPanel(evaluation.confusion, confusionLeft, side),
    '</svg>',
    '',
  ].join('\n');
}

function reliabilityPanel({ bins, expectedError }: Reliability): string {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const x = (share: number) => round(gap + share * plot);
  const y = (share: number) => round(top + (1 - share) * plot);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const lines = [
    text(gap, top - 12, `Claimed against true; calibration error ${expectedError.toFixed(3)}`, 12, 'start'),
    `<rect x="${gap}" y="${top}" width="${plot}" height="${plot}" fill="none" stroke="${faint}"/>`,
    `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="${faint}" stroke-dasharray="4 4"/>`,
  ];
  for (const tick of ticks) {
    lines.push(text(x(tick), top + plot + 18, String(tick), 11, 'middle'));
    lines.push(text(gap - 8, y(tick) + 4, String(tick), 11, 'end'));
  }
  lines.push(text(gap + plot / 2, top + plot + 38, 'claimed confidence', 12, 'middle'));
  const filled = bins.filter(({ count }) => count > 0);
  for (const bin of filled) {
    const height = round((bin.count / most) * plot * 0.25);
    lines.push(
      `<rect x="${round(x(bin.from) + 1)}" y="${round(y(0) - height)}" width="${round(plot / bins.length - 2)}" height="${height}" fill="${blue}" fill-opacity="0.15"/>`,
    );
  }
  if (filled.length > 0) {
    const points = filled.map((bin) => `${x(bin.claimed)},${y(bin.right)}`).join(' ');
    lines.push(`<polyline points="${points}" fill="none" stroke="${blue}" stroke-width="2"/>`);
  }
  for (const bin of filled) {
    const words = `${bin.count} reports claimed ${bin.claimed.toFixed(2)}, ${bin.right.toFixed(2)} right`;
    lines.push(
      `<circle cx="${x(bin.claimed)}" cy="${y(bin.right)}" r="4" fill="${blue}"><title>${words}</title></circle>`,
    );
  }
  return lines.join('\n');
}

/** Shade is the share of the row, so that rare labels are seen as well as common ones. */
function confusionPanel({ labels, counts }: Confusion, left: number, side: number): string {
  const cell = side / Math.max(1, labels.length);
  const lines = [text(left, top - 12, 'Truth in rows, what was said in columns', 12, 'start')];
  for (const [row, label] of labels.entries()) {
    const whole = Math.max(
      1,
      (counts[row] ?? []).reduce((total, count) => total + count, 0),
    );
    const middle = round(top + (row + 0.5) * cell);
    lines.push(text(left - 8, middle + 4, label, 12, 'end'));
    const column = round(left + (row + 0.5) * cell);
    lines.push(
      text(column, top + side + 12, label, 12, 'end', `transform="rotate(-60 ${column} ${top + side + 12})"`),
    );
    for (const [said, count] of (counts[row] ?? []).entries()) {
      const part = count / whole;
      const fill = said === row ? '#1a7f37' : '#cf222e';
      lines.push(
        `<rect x="${round(left + said * cell)}" y="${round(top + row * cell)}" width="${round(cell - 1)}" height="${round(cell - 1)}" fill="${fill}" fill-opacity="${round(0.04 + 0.9 * part)}"/>`,
      );
      if (count > 0)
        lines.push(
          text(round(left + (said + 0.5) * cell), middle + 4, String(count), 12, 'middle', '', part > 0.55),
        );
    }
  }
  return lines.join('\n');
}

function text(
  x: number,
  y: number,
  words: string,
  size: number,
  anchor: 'start' | 'middle' | 'end',
  more = '',
  isLight = false,
): string {
  const rest = more === '' ? '' : ` ${more}`;
  return `<text x="${x}" y="${y}" ${font} font-size="${size}" fill="${isLight ? '#ffffff' : ink}" text-anchor="${anchor}"${rest}>${escaped(words)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
