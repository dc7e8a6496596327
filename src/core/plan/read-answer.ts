/** Reads an answer to "please test the fix": it works, it is still broken, or nothing that one may act on. */

import { spokenLines } from './spoken-lines.js';

export interface ReadAnswer {
  readonly verdict: 'works' | 'still-broken';
  /** The sentence that says it, as it was written. */
  readonly words: string;
}

/** More prose than this is a report of its own, which a person must read. */
const longestAnswer = 700;
/** So plain a thing needs no longer sentence. */
const longestSentence = 160;

/** Between these, a word stands alone; JavaScript's `\b` knows no letters beyond ASCII. */
const before = '(?<![\\p{L}\\p{N}])';
const after = '(?![\\p{L}\\p{N}])';

function anyOf(...alternatives: readonly string[]): RegExp {
  return new RegExp(`${before}(?:${alternatives.join('|')})${after}`, 'iu');
}

const not =
  "(?:does ?n'?t|do ?n'?t|did ?n'?t|is ?n'?t|has ?n'?t|can ?not|can ?'?t|does not|did not|is not|not|never)";
const trouble =
  '(?:broken|fail(?:s|ing|ed)?|crash(?:es|ing|ed)?|hang(?:s|ing)?|freez(?:es|ing)|panics?|reproducible|happen(?:s|ing)?|occurs?|present|there|(?:the )?same)';

/** It is as bad as before. */
const broken = anyOf(
  `still ${trouble}`,
  `still (?:have|having|see|seeing|get|getting|hit|experience|experiencing) (?:it|this|that|the|same)`,
  `still (?:can reproduce|does ?n'?t|does not|not|no luck)`,
  `${not} (?:seem to )?(?:work|working|fixed|solved|resolved|fix|boot|booting)(?: .{0,30})?`,
  '(?:same|identical) (?:problem|issue|error|bug|crash|panic|result|behaviou?r|hang)',
  '(?:problem|issue|bug|error|crash) (?:is )?(?:still )?(?:persists?|remains?)',
  'can still reproduce(?: (?:it|this))?',
  'no (?:change|difference|improvement)',
  // German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Chinese, Japanese.
  '(?:funktioniert|geht|läuft|bootet|startet) (?:bei mir )?(?:leider |immer noch |noch immer |weiterhin |auch )*nicht',
  '(?:immer noch|noch immer|weiterhin) (?:kaputt|das ?selbe|das gleiche|defekt|der gleiche fehler)',
  '(?:nicht|noch nicht) (?:behoben|gelöst)',
  "(?:ne |n[’'])?(?:marche|fonctionne) (?:toujours )?pas",
  'toujours (?:cassé|en panne|le même (?:problème|bug)|pareil)',
  '(?:sigue|todavía|aún) (?:sin funcionar|fallando|igual|roto|no funciona)',
  'no (?:me )?funciona',
  '(?:ainda )?não funciona',
  '(?:ancora )?non funziona',
  '(?:werkt|doet het) (?:nog steeds |nog )?niet',
  '(?:nadal |wciąż )?nie działa',
  '(?:(?:всё|все) (?:ещё|еще) )?не работает',
).source;
const brokenElsewhere =
  /还是不行|没有修复|仍然(?:有问题|不行)|まだ(?:直って|治って)い(?:ません|ない)|直っていません|動きません/u;

/** The trouble is gone. */
const works = anyOf(
  '(?:it |this |that |the (?:fix|update|new (?:version|kernel|release)) |everything |all )?(?:now |just )?(?:works|worked|working)(?: (?:now|fine|great|well|again|perfectly|nicely|here|as expected|for (?:me|us)|like a charm|flawlessly))*',
  '(?:fixed|solved|resolved)(?: (?:now|for (?:me|us)|here|it|my (?:problem|issue)|the (?:problem|issue)|in|by|with))*',
  `(?:no longer|not|${not}) (?:broken|crash(?:es|ing)?|hang(?:s|ing)?|happen(?:s|ing)?|occurs?|freez(?:e|es|ing)|panics?|fail(?:s|ing)?) any ?more`,
  'no longer (?:crash(?:es|ing)?|hang(?:s|ing)?|happen(?:s|ing)?|occurs?|freez(?:es|ing)|panics?|fails?|reproducible)',
  '(?:problem|issue|bug|error|crash) (?:is |has )?gone',
  "can(?: ?not| ?'?t| no longer) reproduce (?:it |this |that )?(?:any ?more|any longer|now)",
  'can no longer reproduce(?: (?:it|this|that))?',
  '(?:boots|reboots|starts|resumes) (?:fine|again|now|normally|cleanly)(?: now| again)?',
  '(?:funktioniert|geht|läuft|bootet|startet)(?: (?:jetzt|nun|wieder|bei mir|einwandfrei|super|alles))*',
  '(?:ist )?(?:behoben|gelöst)',
  '(?:ça |cela )?(?:marche|fonctionne)(?: (?:maintenant|bien|enfin|parfaitement))*',
  '(?:corrigé|résolu|réglé)',
  '(?:ya |ahora )?funciona(?: (?:ahora|bien|perfectamente))?',
  '(?:arreglado|solucionado|resuelto|resolvido|risolto)',
  '(?:funcionou|funziona|werkt|działa|работает|исправлено|naprawione|opgelost)',
).source;
const worksElsewhere = /(?:已经|已|现在)?(?:修复了|好了|可以了|正常了)|(?:直り|動き|解決し)ました/u;

const brokenPattern = new RegExp(broken, 'iu');
const worksPattern = new RegExp(works, 'iu');

/** Words that make a sentence say something else, or nothing yet, wherever they stand in the answer. */
const doubtful = anyOf(
  'if|whether|unless|until|once|should|would|could|might|may|maybe|perhaps|hope|hopefully|wish|expect|suppose|supposed|supposedly|allegedly',
  "i (?:think|guess|believe|assume)|not (?:yet )?(?:sure|tested|tried|certain)|(?:have|did)(?: not|n'?t) (?:tested|tried|test|try)|untested",
  'seems?|seemingly|apparently|appears?|almost|nearly|partly|partially|partial|sometimes|mostly|half|intermittently|occasionally|rarely|usually|kind of|sort of',
  "will|'ll|going to|let me|tomorrow|tonight|later|soon|try(?:ing)? to|to test",
  'used to|previously|earlier|old|older|previous|downgrad(?:e|ed|ing)|revert(?:ed|ing)?|rolled back|without the|workaround|work ?around|as designed|as intended',
  'what|which|how|works? on (?:it|this|that|a fix)|working on|in progress',
  'nothing|hardly|barely|neither|nor|nobody|no one|none',
  'yeah,? right|yeah,? sure|oh,? (?:great|sure|wow|joy)|sure thing|lol|lmao|haha+|brilliant|thanks for nothing|what a (?:surprise|joke)|as (?:well|good|badly|bad|great) as|so much for|on (?:my|your) machine',
  'wenn|falls|ob|vielleicht|scheint|hoffentlich|manchmal|teilweise|werde|würde|si|peut-être|parfois|semble|quizás?|parece|a veces|если|может|кажется',
);
const mocking =
  /[🙄🙃😒😂🤣😏🤡]|(?:^|\s)\/s(?:$|\s)|"(?:works|fixed|working|solved)"|“(?:works|fixed|working|solved)”/iu;
/** One thing works and another does not: a person sorts that out. */
const divided = anyOf(
  'but|however|except|although|though|aber|jedoch|mais|pero|mas|ma|но|only|nur|seulement|solo',
);
const someoneElse = anyOf(
  '(?:works?|worked|fixed|working|solved) (?:for|with|on) (?:him|her|them|others|some|everyone else|my (?:colleague|friend|coworker))',
);

/**
 * Reads one comment. Null unless it says plainly that it works or plainly that it does not: doubt, questions, conditions, mockery,
 * quotes and half successes are for people.
 */
export function readAnswer(text: string): ReadAnswer | null {
  const lines = spokenLines(text.normalize('NFKC')).map((line) => line.replace(/[’‘`´]/g, "'"));
  const prose = lines.join('\n');
  if (prose === '' || prose.length > longestAnswer || mocking.test(prose)) return null;
  const sentences = prose
    .split(/(?<=[.!?。！？])\s*(?![\p{N}])|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
  const spoken = sentences.map(readSentence);
  if (spoken.includes('unclear')) return null;
  const at = spoken.findIndex((one) => one !== null);
  const verdict = spoken[at];
  const words = sentences[at];
  if (verdict === undefined || verdict === null || verdict === 'unclear' || words === undefined) return null;
  if (spoken.some((one) => one !== null && one !== verdict)) return null;
  return { verdict, words };
}

function readSentence(sentence: string): ReadAnswer['verdict'] | 'unclear' | null {
  const isBroken = brokenPattern.test(sentence) || brokenElsewhere.test(sentence);
  const rest = isBroken ? sentence.replace(brokenPattern, ' ') : sentence;
  const isWorking = worksPattern.test(rest) || worksElsewhere.test(isBroken ? '' : sentence);
  if (!isBroken && !isWorking) return null;
  if (sentence.length > longestSentence) return 'unclear';
  if (/[?？]\s*$/.test(sentence) || doubtful.test(sentence) || someoneElse.test(sentence)) return 'unclear';
  if (isBroken && isWorking) return 'unclear';
  if (isWorking && divided.test(sentence)) return 'unclear';
  return isBroken ? 'still-broken' : 'works';
}
