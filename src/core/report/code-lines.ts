/** Reads a code block line by line: what was typed, what was printed, what is a patch. */

import { isBoilerplate, type TemplateLines } from './boilerplate.js';
import { isKnownCommand, typedCommand } from './command-line.js';
import type { Line } from './lines.js';
import { type Outline, pushLine } from './outline.js';
import { endOfPatch, startsPatch } from './patch-lines.js';

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'zsh', 'shell', 'console', 'terminal', 'ksh']);

/** Adds a block's lines to the outline. `language` is the word behind the opening fence. */
export function readCode(
  outline: Outline,
  lines: readonly Line[],
  language: string,
  templates: TemplateLines,
): void {
  const wholePatch = language === 'diff' || language === 'patch';
  const isShell = SHELLS.has(language);
  let patchEnd = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined) break;
    const text = line.text.trim();
    if (text === '') continue;
    if (at >= patchEnd && !wholePatch && startsPatch(line.text)) patchEnd = endOfPatch(lines, at);
    if (wholePatch || at < patchEnd) {
      pushLine(outline, 'patch', line.text.trimEnd(), line.line);
      continue;
    }
    // Template lines inside code are few and stand there as they were given.
    if (templates.size > 0 && text.length < 300 && isBoilerplate(text, templates)) continue;
    const typed = typedCommand(text) !== null || (isShell && isKnownCommand(text));
    pushLine(outline, typed ? 'command' : 'log', text, line.line);
  }
}
