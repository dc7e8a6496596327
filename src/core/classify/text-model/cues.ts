/** Turns of phrase that tell a defect, a wish and a question apart in any issue tracker, grouped by what they say. */

import { join } from './hash.js';
import { hashWord } from './tokens.js';

/** `~` stands for the usual endings of a regular verb or noun. Phrases have at most three words. */
const cuePhrases = {
  crash:
    'crash~, segfault~, segmentation fault, sigsegv, abort~, core dumped, coredump, panic~, assert~, assertion~, killed',
  error:
    'error~, exception~, traceback, backtrace, stack trace, err, errno, throw~, thrown, rais~, warning~, erroneous~',
  fail: 'fail~, failure~, unable, cannot, cant, could not, couldnt, impossible',
  notWorking:
    'not work, not working, doesnt work, does not work, didnt work, dont work, isnt working, stopped working, stops working, broken, broke, break~, not able, nothing happens, no effect',
  wrong:
    'wrong~, incorrect~, inaccurate, mismatch~, inconsistent~, inconsistency, unexpected~, invalid, bad, weird, strange, odd, spurious, misleading, faulty, false positive, buggy, bug~, defect~, problem~',
  missing:
    'missing, miss, lost, los~, disappear~, gone, vanish~, empty, blank, nothing, invisible, unavailable, ignor~',
  negation:
    'not, no, never, without, doesnt, dont, isnt, wont, didnt, arent, wasnt, hasnt, shouldnt, wouldnt, none, neither',
  performance:
    'slow~, slower, hang~, hung, freez~, frozen, stuck, lag~, stall~, timeout~, timed out, memory leak, leak~, performance, high cpu, cpu usage, memory usage, forever, infinite, takes too long',
  visual:
    'flicker~, overlap~, misalign~, truncat~, glitch~, scroll~, render~, blurry, border~, color~, colour~, contrast, icon~, hover~, tooltip~, layout, alignment, background, theme~',
  regression:
    'regression~, used to work, worked before, worked fine, previous version, previously, after updat~, after upgrad~, after the update, latest update, no longer, downgrad~, revert~, anymore, since the, worked in, works in, works fine, last version',
  memory:
    'overflow~, underflow, use after free, out of bounds, null pointer, nullptr, uninitialized, undefined behavior, race condition, data race, deadlock~, sanitizer, asan, ubsan, tsan, msan, valgrind, fuzz~, fuzzer, fuzzing',
  build:
    'build~, built, compil~, compilation, linker, undefined reference, cmake, configure, install~, installation, make, makefile, package~, setup',
  add: 'add~, adding, addition, additional',
  allow: 'allow~, enabl~, permit~, ability, able to, let users, opt in, opt out',
  support: 'support for, support~',
  provide: 'provid~, expos~, offer~, export~, include~, integrat~, ship~',
  improve:
    'improv~, improvement~, enhanc~, enhancement~, better, optimiz~, simplif~, polish~, clean up, cleanup, faster, nicer, extend~',
  option:
    'option~, optional, setting~, configurable, customiz~, customis~, customizable, flag~, parameter~, argument~, toggle~, preference~, default~',
  change:
    'chang~, renam~, replac~, remov~, refactor~, mov~, switch~, deprecat~, drop~, convert~, migrat~, get rid, splitting, split, reduc~, disabl~',
  implement: 'implement~, implementation~, introduc~, creat~, new, port~, adopt~, generaliz~',
  update: 'updat~, upgrad~, bump~, moderniz~',
  show: 'show~, display~, highlight~, indicat~, report~, warn~, notify, print~, inform~',
  request:
    'feature request~, feature~, proposal~, propos~, suggest~, suggestion~, rfc, idea, request~, wishlist',
  wish: 'would be nice, would be great, would be good, would be helpful, would be useful, would be cool, be nice to, be great if, be useful to, be helpful to, would like, id like, would love, wish~, nice to have, itd be, hope~, would appreciate, want~ to, please consider, please add, please support, i suggest, i propose, feel free',
  should: 'should, should be, ought, must',
  could: 'could, could be, might, may, can be, perhaps, maybe',
  would: 'would, id, wed, would be',
  useCase:
    'use case~, motivation~, benefit~, useful, helpful, convenient~, convenience, easier, easy, alternative~, workaround~, rationale, advantage~, purpose~, goal~, common, often, scenario~, usability, ux, accessibility',
  lacking:
    'currently, at the moment, right now, as of now, there is no, theres no, no way to, not possible, not supported, unsupported, doesnt support, does not support, not support, lack~, not yet, not available, only supports, limited, limitation~',
  instead: 'instead, instead of, rather than, rather, like in, similar to, same as, just like',
  how: 'how to, how do, how can, how should, how could, how does, how would, how i, how is, how are',
  what: 'why, what is, what are, what does, whats, what should, which, where, when, who, what, how',
  possible:
    'is it possible, is there a, is there any, is there some, any way to, a way to, possible to, some way',
  canI: 'can i, can we, can you, can someone, can anyone, can anybody, could you, could someone, could anyone, does anyone, do you, do i, do we, should i, should we, am i, have i, did i, is this a, is it a, is that, is this, are there, does it, will it',
  help: 'help, help me, please help, advice, advise, guidance, assist~, any idea, any ideas, any suggestions, let me know, tell me, appreciate~, any help, solution~, solve~, resolve~, fix~',
  confused:
    'confus~, understand~, unclear, clarif~, clarification~, explain~, explanation~, wonder~, not sure, dont know, question~, curious, misunderstand~, know if, know how, know why, figure out, make sense, intended, by design',
  docs: 'documentation, docs, doc, document~, tutorial~, guide~, example~, readme, typo~, reference, manual, faq, website, page',
  thanks: 'thanks, thank, thank you, thx, in advance, regards, cheers, kindly',
  greeting: 'hi, hello, hey, dear, everyone, guys, folks, sir, team, friends, there',
  trying:
    'i tried, have tried, tried to, trying to, im trying, am trying, attempt~, i want, i need, need to, i wanted, would like to, i followed, following the',
  self: 'i, my, me, im, ive, myself, mine',
  we: 'we, our, us, lets, were',
  novice:
    'newbie, beginner~, new to, noob, student, course, not familiar, first time, just started, learning, lesson~, not an expert, dont understand, homework',
  using:
    'i use, i am using, im using, using, i have, i got, i get, i found, i noticed, i see, i saw, i ran, i am getting, im getting, facing, encountered, encounter~',
  expected: 'expect~, expected behavior, expected behaviour, expected result~, expectation~, supposed to',
  actual:
    'actual, actually, actual behavior, actual result~, observed, observe~, instead it, but, however, unfortunately',
  reproduce:
    'reproduc~, reproducible, repro, steps to reproduce, minimal, test case, testcase, snippet, demo, sandbox',
  frequency:
    'always, sometimes, random~, intermittent~, occasional~, every time, everytime, consistent~, rarely, once, suddenly',
  insider:
    'pr, prs, commit~, merg~, pull request~, ci, test~, flaky, upstream, review~, milestone~, follow up, followup, nit, cc, introduced in, introduced by, master, main branch, code base, codebase, api, patch~, backport~, bisect~, regressed, branch',
  verify:
    'testing, to verify, verif~, verification, iteration, endgame, test plan item, tpi, complexity, tracking issue, tracking',
  todo: 'todo, todos, task~, tasklist, plan, roadmap, checklist, discussion, discuss~, umbrella, epic, good first issue, up for grabs',
  picture:
    'screenshot~, image~, gif, video~, attached, attachment~, screencast, recording, see below, as shown',
  forum:
    'stackoverflow, stack overflow, stack exchange, stackexchange, forum~, discord, slack, gitter, google, googled, searched, mailing list, reddit',
  ownWork:
    'my code, my project, my app, my application, my machine, my computer, my laptop, my model, my extension, my script, my program, my system, my pc, my component, our project, our app, our code, my own, my wallet, my node, my mac, my server, my data',
  belief:
    'seems, seem, looks like, look like, appears, apparently, i guess, i think, i believe, probably, likely, suspect~, i assume, imo, assuming, assum~, in my opinion',
  money:
    'fee~, pay~, paid, money, account~, password~, lost my, hack~, stolen, scam~, recover~, key~, license~, licence~, company, legal, copyright',
  time: 'day~, week~, month~, year~, hour~, minute~, ago, yesterday, today, recently, now, still',
} as const;

export const cueNames = Object.keys(cuePhrases);
const endings = ['', 's', 'es', 'ed', 'd', 'ing', 'e', 'er', 'ly'];

export interface CueTable {
  /** Cue numbers by the joined hash of one, two or three words. */
  readonly byPhrase: ReadonlyMap<number, readonly number[]>;
  /** Words that begin a phrase of two or more: only they are looked up further. */
  readonly opens: ReadonlySet<number>;
}

/** The phrases of `cuePhrases` under the hashes of their words. */
export function compileCues(): CueTable {
  const byPhrase = new Map<number, number[]>();
  const opens = new Set<number>();
  for (const [cue, phrases] of Object.values(cuePhrases).entries()) {
    for (const phrase of phrases.split(', ').flatMap(withEndings)) {
      const words = phrase.split(' ').map((word) => hashWord(word, 0, word.length));
      const [first = 0, second, third] = words;
      if (second !== undefined) opens.add(first);
      let hash = first;
      if (second !== undefined) hash = join(hash, second);
      if (third !== undefined) hash = join(hash, third);
      const known = byPhrase.get(hash);
      if (!known) byPhrase.set(hash, [cue]);
      else if (!known.includes(cue)) known.push(cue);
    }
  }
  return { byPhrase, opens };
}

function withEndings(phrase: string): string[] {
  const at = phrase.indexOf('~');
  if (at < 0) return [phrase];
  return endings.map((ending) => phrase.slice(0, at) + ending + phrase.slice(at + 1));
}
