/** Tells prose from machine text where the layout does not: indented paragraphs, lines between two log lines. */

/** Whether a line reads like words that a person wrote: at least five, nearly all of them plain, in any alphabet. */
export function readsLikeSentence(text: string): boolean {
  let plain = 0;
  let other = 0;
  for (const word of text.slice(0, 300).trim().split(/\s+/)) {
    if (/^["'(“„«*_`]?\p{L}[\p{L}\p{M}'’-]*["')”“»*_`]?[.,;:!?…]*$/u.test(word)) plain += 1;
    else other += 1;
  }
  return plain >= 5 && plain >= other * 4;
}
