/** Whether a sentence says of a boot option that it is not set, or only asks about it. */

const CLOSING = '^[`"\'*)]{0,3}\\s{0,2}';
const YES = new RegExp(`${CLOSING}[?:]\\s{0,3}(?:yes|yeah|yep|sure|set|on)\\b`, 'i');
/** `X? No, default.`, `X: not set`; but "X: no change" says that it was tried. */
const NO = new RegExp(
  `${CLOSING}(?:\\?|(?:[:=-]|is|was)\\s{1,3}(?:not (?:set|used|present|given|there|on|in)\\b|unset\\b|(?:none|no)\\b(?! \\w)))`,
  'i',
);
/** "with and without X" tried both. */
const WITHOUT =
  /(?:^|[^\w])(?<!\b(?:and|or) )(?:without|w\/o|no)\s+(?:(?:the|any|a|an|my|boot|kernel|options?|parameters?|flags?|setting|xen|linux|adding|using|setting|passing)\s+){0,4}[`"'*(]{0,3}$/i;
/** "not set X", but not "does not boot with X". */
const NOT =
  /(?:\bnot|n[’']t|\bnever)\s+(?:yet\s+|even\s+)?(?:us(?:e|ed|ing)|set(?:ting)?|add(?:ed|ing)?|pass(?:ed|ing)?|ha(?:ve|d)|enabl(?:e|ed|ing)|g[ai]ve|given?|tr(?:y|ied|ying)|specif(?:y|ied)|test(?:ed)?)\b[^.,;:?!]{0,30}$/i;
const ASKING =
  /(?:\b(?:should|shall|could|can|may|might|must|would|do|does|did|have|has)\s+(?:i|we|you|one|it|anyone|anybody|people)\b|\b(?:whether|wonder\w*|maybe|perhaps)\b)[^.,;?!]{0,60}$/i;
const REACH = 90;

/** Whether the option at `start` to `end` of a sentence is denied or only asked about. "Tried X, no change" is neither. */
export function isDenied(text: string, start: number, end: number): boolean {
  const after = text.slice(end, end + 30);
  if (YES.test(after)) return false;
  const before = text.slice(Math.max(0, start - REACH), start);
  return NO.test(after) || WITHOUT.test(before) || NOT.test(before) || ASKING.test(before);
}
