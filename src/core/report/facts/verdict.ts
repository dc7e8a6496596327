/** What a sentence says about a version in it: that it fails, that it works, or that it has the fix. */

/** `old` and `new` are the two ends of "from X to Y". */
export type Verdict = 'fails' | 'works' | 'fixed' | 'old' | 'new' | 'none';

const FAILS =
  /\b(?:fail\w*|brok\w+|breaks?|crash\w*|panic\w*|hangs?|hanging|hung|freez\w+|froze\w*|lock(?:s|ed|ing)? ?ups?|regress\w*|(?:does|do|did|will|would|is|was|are|could|can)(?: not|n[’']t) (?:boot|work|start|function|come|load|get)\w*|no longer|stop(?:s|ped)? (?:working|booting)|bad|buggy|affected|oops\w*|stuck|unable|cannot|can[’']?t|stall\w*|leaks?|reproducible|happens?|occurs?|problems?|issues?|bug|errors?)\b/gi;
const WORKS =
  /\b(?:works?|worked|working|fine|ok(?:ay)?|good|flawless\w*|success\w*|no (?:such )?(?:problems?|issues?|errors?|crash\w*|hangs?)|without (?:any |a )?(?:problems?|issues?|errors?|crash\w*)|unaffected|not affected|(?:does|do|did)(?: not|n[’']t) (?:happen|occur|crash|hang|fail|reproduce|show|have|panic|freeze)|not (?:happen|occur|affected)|never (?:happened|saw|seen|had|failed|crashed)|can(?:no|[’']?)t reproduce|boots (?:fine|ok|up|normally))\b/gi;

const FIXED =
  /\b(?:fix(?:ed|es)?|solved|resolved|cured|gone|backported)(?: \w+){0,3} (?:in(?:to)?|with|by|since|to|as of|for)(?: \w+){0,2}[\s`"'(v]*$/i;
const OLD =
  /\b(?:downgrad\w+|(?:going|went|go|switch\w*|revert\w*|roll\w*|fall\w*|fell) (?:it )?back|back|last (?:known )?(?:good|working)(?: \w+)?(?: is| was)?|known good|previous(?:ly)?(?: \w+)?|older(?: \w+)?|until|up to|before)(?: to| on| with| at)?(?: the)?(?: linux| kernels?| version| xen)*[\s`"'(v:=]*$/i;
const FROM = /\b(?:from|between)(?: \w+){0,3}[\s`"'(v]*$/i;
const TO = /(?:\b(?:to|into)|->|-->|=>|→)(?: \w+){0,3}[\s`"'(v]*$/i;
const BETWEEN = /\bbetween\b.{1,60}\band(?: \w+){0,3}[\s`"'(v]*$/i;
const UPGRADE =
  /\b(?:upgrad|updat|mov|switch|migrat|bump)\w*(?: \w+){0,4} to(?: \w+){0,3}[\s`"'(v]*$|\b(?:since|starting (?:with|from|in)|introduced (?:in|with|by)|first bad|as of|begin\w* with|new(?:er|est)?|latest|current(?:ly)?(?: \w+)?)(?: \w+){0,2}[\s`"'(v:=]*$/i;

/** Where a clause ends: a sentence, a dash, a contrast. */
const CLAUSE_END =
  /[.;!?](?=\s|$)|\s[-–—]+\s|\)|\b(?:but|while|whereas|however|although|though|yet|where|unlike)\b/gi;
const MORE_VERSIONS =
  /^[\w.+~-]*(?:(?:\s*(?:,|\/|&|\band\b|\bor\b|\bto\b|->|\bthrough\b|\bas well as\b)\s*)v?\d+\.\d[\w.+~-]*)*/i;
/** Where another statement may begin. */
const NEXT_STATEMENT =
  /,|\b(?:and|or)\b(?!\s+(?:later|newer|above|up|onwards?|older|higher|below|also|earlier)\b)/i;
const REACH = 90;

/** The verdict on the version at `start` to `end`. */
export function verdictAt(text: string, start: number, end: number): Verdict {
  const before = clauseBefore(text, start);
  if (FIXED.test(before)) return 'fixed';
  const after = text.slice(end, end + REACH);
  if (FROM.test(before) && /^[\w.+~-]*[`"')]*\s*(?:to|and|->|-->|=>|→|up to|through)\s/i.test(after))
    return 'old';
  if (/^[`"')]*\s*(?:->|-->|=>|→)/.test(after)) return 'old';
  if (/\d[\w.+~-]*[`"')]*\s+$/.test(before.replace(TO, ' ')) && TO.test(before)) return 'new';
  if (BETWEEN.test(before)) return 'new';
  const behind = clauseAfter(after);
  const comma = behind.search(NEXT_STATEMENT);
  const own = firstVerdict(comma < 0 ? behind : behind.slice(0, comma));
  if (own !== 'none') return own;
  if (OLD.test(before)) return 'works';
  if (UPGRADE.test(before)) return 'new';
  // "works on 5.13, broken on 5.14": what stands on this side of a comma counts before what stands beyond it.
  const near = before.slice(before.lastIndexOf(',') + 1);
  const said = lastVerdict(/[a-z]{4}/i.test(near) ? near : before);
  if (said !== 'none') return said;
  const beyond = comma < 0 ? 'none' : firstVerdict(behind.slice(comma));
  return beyond === 'none' ? lastVerdict(before) : beyond;
}

function clauseBefore(text: string, start: number): string {
  const reach = text.slice(Math.max(0, start - REACH), start);
  let from = 0;
  CLAUSE_END.lastIndex = 0;
  for (let end = CLAUSE_END.exec(reach); end !== null; end = CLAUSE_END.exec(reach))
    from = CLAUSE_END.lastIndex;
  return reach.slice(from);
}

/** Text behind the version up to the end of its clause or the next version that is not part of the same list. */
function clauseAfter(after: string): string {
  const rest = after.slice(MORE_VERSIONS.exec(after)?.[0].length ?? 0);
  CLAUSE_END.lastIndex = 0;
  const end = CLAUSE_END.exec(rest)?.index ?? rest.length;
  const next = rest.slice(0, end).search(/\bv?\d+\.\d/);
  return rest.slice(0, next < 0 ? end : next);
}

function firstVerdict(text: string): Verdict {
  const fails = text.search(FAILS);
  const works = text.search(WORKS);
  if (fails < 0 && works < 0) return 'none';
  return works < 0 || (fails >= 0 && fails <= works) ? 'fails' : 'works';
}

function lastVerdict(text: string): Verdict {
  const fails = lastIndexOf(text, FAILS);
  const works = lastIndexOf(text, WORKS);
  if (fails < 0 && works < 0) return 'none';
  return works > fails ? 'works' : 'fails';
}

/** Where the last match ends; of two that end together the longer one, `not work` before `work`, is the meaning. */
function lastIndexOf(text: string, pattern: RegExp): number {
  let last = -1;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    last = pattern.lastIndex - (match[0].includes(' ') ? 0 : 0.5);
  }
  return last;
}
