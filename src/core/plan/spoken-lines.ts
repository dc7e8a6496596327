/** A person's own words in a comment: without code, quotes, and what mail programs add. */

const fence = /^\s*(?:`{3,}|~{3,})/;
const attribution =
  /^(?:on|am|le|el|il|em|op)\b.{0,200}\b(?:wrote|schrieb|écrit|escribió|scritto|escreveu|schreef) ?:$/i;

/** Lines with anything on them, in their order; trimmed. */
export function spokenLines(text: string): readonly string[] {
  const lines: string[] = [];
  let isCode = false;
  for (const written of text.replace(/<!--[\s\S]*?(?:-->|$)/g, '').split(/\r?\n/)) {
    if (fence.test(written)) {
      isCode = !isCode;
      continue;
    }
    const line = written.trim();
    if (isCode || line === '' || line.startsWith('>') || /^(?: {4}|\t)/.test(written)) continue;
    if (attribution.test(line)) continue;
    // What follows a signature's mark is no answer.
    if (written.trimEnd() === '--' || written === '-- ') break;
    lines.push(line);
  }
  return lines;
}
