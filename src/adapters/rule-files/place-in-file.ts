/** Where in a rule file something is: the line and column of a value, and of a place inside a text. */

import { type Document, isMap, isNode, isScalar, type LineCounter, Scalar } from 'yaml';
import type { Place } from '../../core/rules/finding.js';

type Path = readonly (string | number)[];

/**
 * Line and column of the value at `path`, or of the nearest thing around it that the file has. `within` is a place in the value's
 * trimmed text; it counts where the file holds that text as it is.
 */
export function placeOf(
  document: Document,
  lines: LineCounter,
  source: string,
  path: Path,
  within?: Place,
): Place {
  if (within !== undefined) {
    const inside = placeInText(document, lines, source, path, within);
    if (inside !== null) return inside;
  }
  for (let length = path.length; length > 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== null) return at(lines, offset);
  }
  return { line: 1, column: 1 };
}

function at(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** Null where lines of the text are not lines of the file: folded, or with escapes. */
function placeInText(
  document: Document,
  lines: LineCounter,
  source: string,
  path: Path,
  within: Place,
): Place | null {
  const node = document.getIn(path, true);
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return null;
  const [start, end] = node.range;
  const wanted = node.value.trim().split('\n')[within.line - 1];
  if (wanted === undefined) return null;
  if (node.type !== Scalar.BLOCK_LITERAL) {
    const inLine = source.slice(start, end).indexOf(wanted);
    return within.line === 1 && inLine >= 0 ? at(lines, start + inLine + within.column - 1) : null;
  }
  const blank = /^\s*/.exec(node.value)?.[0].split('\n').length ?? 1;
  const line = at(lines, start).line + blank + within.line - 1;
  const text = source.split(/\r?\n/)[line - 1] ?? '';
  const inLine = text.indexOf(wanted);
  return inLine < 0 ? null : { line, column: inLine + within.column };
}

/** Offset of the key at `path` if it is one of a mapping, else of the value. */
function offsetOf(document: Document, path: Path): number | null {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === last);
    return isNode(pair?.key) ? (pair.key.range?.[0] ?? null) : null;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}
