/** Runs a checked pattern in linear time, without regard to case. */

import { RE2JS } from 're2js';

export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  /** What the first group took; null where it took nothing or there is none. */
  readonly group: string | null;
}

export interface PatternEngine {
  /** Whether the pattern stands anywhere in the text. */
  test(text: string): boolean;
  /** Its first place; several times slower than `test`. */
  find(text: string): PatternMatch | null;
}

/** Compiles the pattern. Throws the engine's error for a pattern that `checkPattern` refuses. */
export function compilePattern(source: string): PatternEngine {
  // On text in lower case a pattern in lower case needs no folding, which makes the engine half as slow again.
  const folds = !isLowerCase(source);
  const regexp = RE2JS.compile(source, folds ? RE2JS.CASE_INSENSITIVE : 0);
  // It would look for the literals that the scan found before it asked the engine.
  regexp.re2().prefilter = null;
  const prepare = folds ? (text: string) => text : lowerCase;
  return {
    test: (text) => regexp.test(prepare(text)),
    find(text) {
      const matcher = regexp.matcher(prepare(text));
      if (!matcher.find()) return null;
      const from = matcher.groupCount() > 0 ? matcher.start(1) : -1;
      const group = from < 0 ? null : text.slice(from, matcher.end(1));
      return { start: matcher.start(), end: matcher.end(), group };
    },
  };
}

/** No capital letter apart from the classes whose meaning it does not change, and no flag. */
function isLowerCase(source: string): boolean {
  const bare = source.replace(/\\[BDSW]/g, '');
  return bare === bare.toLowerCase() && !/\(\?[a-z-]*[:)]/.test(bare.replaceAll('(?:', ''));
}

/** Lower case, each character in its place. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
