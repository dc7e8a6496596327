/** The fenced blocks of a page in docs/, in their order, with the headings that they stand under. */

import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

export interface Block {
  /** The nearest heading above, without its hashes. */
  readonly heading: string;
  /** The last line of text above. */
  readonly above: string;
  /** What stands behind the fence, e.g. `sh`. */
  readonly language: string;
  readonly text: string;
}

/** `page` is a path from the repository's top. */
export function blocksOf(page: string): readonly Block[] {
  const found: Block[] = [];
  let heading = '';
  let above = '';
  let open: { fence: string; language: string; lines: string[] } | null = null;
  for (const line of readFileSync(path.join(root, page), 'utf8').split('\n')) {
    const [, fence = '', language = ''] = /^(`{3,})(.*)$/.exec(line) ?? [];
    if (open !== null && line === open.fence) {
      found.push({ heading, above, language: open.language, text: `${open.lines.join('\n')}\n` });
      open = null;
    } else if (open !== null) open.lines.push(line);
    else if (fence !== '') open = { fence, language, lines: [] };
    else {
      heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
      if (line.trim() !== '') above = line;
    }
  }
  if (open !== null) throw new Error(`${page} ends inside of a fenced block.`);
  return found;
}
