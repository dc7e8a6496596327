/** A measured line as a picture (SVG), with a straight line through its last point to see how linear it is. */

interface Point {
  readonly x: number;
  readonly y: number;
}

const width = 560;
const height = 320;
const left = 70;
const right = 24;
const top = 48;
const bottom = 52;

/** Self-contained, for light backgrounds; titles hold no markup. */
export function linePlot(
  title: string,
  axes: { readonly x: string; readonly y: string },
  points: readonly Point[],
): string {
  const mostX = Math.max(...points.map(({ x }) => x));
  const mostY = Math.max(...points.map(({ y }) => y));
  const x = (value: number) => (left + (value / mostX) * (width - left - right)).toFixed(1);
  const y = (value: number) => (height - bottom - (value / mostY) * (height - top - bottom)).toFixed(1);
  const last = points.at(-1) ?? { x: 0, y: 0 };
  const shares = [0, 0.25, 0.5, 0.75, 1];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="12" fill="#1f2328">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${left}" y="26" font-size="16" font-weight="600">${title}</text>`,
    ...shares.map(
      (share) =>
        `<line x1="${left}" y1="${y(share * mostY)}" x2="${width - right}" y2="${y(share * mostY)}" stroke="#d0d7de"/><text x="${left - 8}" y="${Number(y(share * mostY)) + 4}" text-anchor="end">${(share * mostY).toFixed(0)}</text><text x="${x(share * mostX)}" y="${height - bottom + 18}" text-anchor="middle">${share * mostX}</text>`,
    ),
    `<text x="${width / 2}" y="${height - 10}" text-anchor="middle">${axes.x}</text>`,
    `<text x="16" y="${height / 2}" text-anchor="middle" transform="rotate(-90 16 ${height / 2})">${axes.y}</text>`,
    `<line x1="${x(0)}" y1="${y(0)}" x2="${x(last.x)}" y2="${y(last.y)}" stroke="#8c959f" stroke-dasharray="4 4"/>`,
    `<polyline points="${points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ')}" fill="none" stroke="#0969da" stroke-width="2"/>`,
    ...points.map((point) => `<circle cx="${x(point.x)}" cy="${y(point.y)}" r="4" fill="#0969da"/>`),
    '</svg>',
    '',
  ].join('\n');
}
