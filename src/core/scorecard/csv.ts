/** Tables as CSV (RFC 4180) that a spreadsheet may open: what looks like a formula is shown and not run. */

export type Cell = string | number | null;

/** Rows with CR LF after each. Null is an empty cell; numbers have a point and no grouping. */
export function csvOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/** A spreadsheet runs text that begins like this, also after blanks; an apostrophe before it makes it text. */
const formula = /^\s*[=+\-@]|^[\t\r\n]/;

function cellOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
