/** A short digest that tells texts apart; it protects nothing. */

/** FNV-1a, as eight hex digits. Line ends do not count. */
export function digest(text: string): string {
  let hash = 0x811c9dc5;
  const unified = text.replace(/\r\n/g, '\n');
  for (let at = 0; at < unified.length; at += 1) hash = Math.imul(hash ^ unified.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
