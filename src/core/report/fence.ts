/** Recognises the lines of backticks or tildes around code. */

export interface Fence {
  readonly mark: string;
  readonly length: number;
  /** What stands behind the marks: the language, if anything. */
  readonly behind: string;
}

/** An opening fence, behind list markers and any indentation: reporters indent fences as they like. */
export function openingFence(text: string): Fence | null {
  if (!mayOpenFence(text)) return null;
  const at = text.search(/`{3}|~{3}/);
  if (at < 0 || at > 64 || !/^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)*$/.test(text.slice(0, at))) return null;
  const mark = text.charAt(at);
  let end = at;
  while (text.charAt(end) === mark) end += 1;
  const behind = text.slice(end).trim();
  if (mark === '`' && behind.includes('`')) return null;
  return { mark, length: end - at, behind };
}

/** A cheap look: every line passes here. */
function mayOpenFence(text: string): boolean {
  let at = 0;
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at += 1;
  const first = text.charCodeAt(at);
  // ` ~ and the list markers - * + and digits.
  return (
    first === 0x60 ||
    first === 0x7e ||
    first === 0x2d ||
    first === 0x2a ||
    first === 0x2b ||
    (first >= 0x30 && first <= 0x39)
  );
}

/** Whether a line closes the fence. */
export function closesFence(fence: Fence, text: string): boolean {
  let at = 0;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at += 1;
  if (text.charAt(at) !== fence.mark) return false;
  const rest = text.slice(at).trimEnd();
  if (rest.length < fence.length) return false;
  for (let i = 0; i < rest.length; i += 1) if (rest.charAt(i) !== fence.mark) return false;
  return true;
}
