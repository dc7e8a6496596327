/** Turns of phrase that tell a defect, a wish and a question apart in any issue tracker, grouped by what they say. */

import { FeatureTable } from './feature-table.js';
import { join } from './hash.js';
import { hashWord } from './tokens.js';

/** `~` stands for the usual endings of a regular verb or noun. Phrases have at most three words. */
const cuePhrases = {
  crash:
    'crash~, segfault~, segmentation fault, sigsegv, sigabrt, abort~, core dumped, coredump, panic~, assert~, assertion~, killed, terminate~, dies, exits',
  error:
    'error~, exception~, traceback, backtrace, stack trace, callstack, err, errno, throw~, thrown, rais~, warning~, erroneous~, violation, typeerror, valueerror, runtimeerror',
  fail: 'fail~, failure~, unable, cannot, cant, could not, couldnt, impossible, refuse~, reject~, unsuccessful~',
  notWorking:
    'not work, not working, doesnt work, does not work, didnt work, dont work, isnt working, stopped working, stops working, broken, broke, break~, not able, nothing happens, no effect, has no effect, not respond, doesnt do, does nothing, malfunction~',
  notDone:
    'is not, are not, was not, not being, not show~, not showing, not display~, doesnt show, not load~, doesnt load, not found, not update~, doesnt update, not open~, not save~, not call~, not trigger~, not respect~, doesnt respect, not apply, not applied, not persist~, not start~, wont start, isnt, arent, not recogniz~, not detect~, not preserved, not restored, not visible, not correct~, not properly, not render~',
  wrong:
    'wrong~, incorrect~, inaccurate, mismatch~, inconsistent~, inconsistency, unexpected~, invalid, bad, weird, strange, odd, spurious, misleading, faulty, false positive~, buggy, improper~, mess~, garbage, nonsense, twice, duplicat~, unnecessar~, unintend~',
  bug: 'bug~, defect~, this is a bug, possible bug, potential bug',
  problem: 'problem~, issue~, trouble~, troubleshoot~, difficult~',
  missing:
    'missing, miss, lost, los~, disappear~, gone, vanish~, empty, blank, nothing, invisible, unavailable, ignor~, omit~, skip~',
  negation:
    'not, no, never, without, doesnt, dont, isnt, wont, didnt, arent, wasnt, hasnt, shouldnt, wouldnt, none, neither',
  performance:
    'slow~, slower, hang~, hung, freez~, frozen, stuck, lag~, stall~, timeout~, timed out, memory leak, leak~, performance, high cpu, cpu usage, memory usage, forever, infinite, takes too long, unresponsive, latency',
  visual:
    'flicker~, overlap~, misalign~, truncat~, glitch~, scroll~, render~, blurry, border~, color~, colour~, contrast, icon~, hover~, tooltip~, layout, alignment, background, theme~, button~, label~, font~, spacing, widget~, screen reader',
  regression:
    'regression~, used to work, worked before, worked fine, previous version, previously, after updat~, after upgrad~, after the update, latest update, no longer, downgrad~, revert~, anymore, any more, since the, worked in, works in, works fine, last version, broke in, breaks in, recent~',
  memory:
    'overflow~, underflow, use after free, out of bounds, null pointer, nullptr, uninitialized, undefined behavior, undefined behaviour, race condition, data race, race, deadlock~, sanitizer, asan, ubsan, tsan, msan, valgrind, fuzz~, fuzzer, fuzzing, dereference, divide by zero, integer overflow, buffer overflow',
  value: 'undefined, null, nan, none, zero, negative, infinity, dtype, shape, precision, rounding',
  build:
    'build~, built, compil~, compilation, linker, undefined reference, cmake, configure, install~, installation, make, makefile, package~, setup, cross compile, dependency, dependencies',
  platform:
    'windows, linux, ubuntu, mac, macos, debian, fedora, docker, wsl, colab, android, ios, raspberry, arm, arm64, aarch64, m1, gpu, cuda, msvc, visual studio, chrome, firefox, safari',
  add: 'add~, adding, addition, additional',
  allow:
    'allow~, enabl~, permit~, ability, able to, let users, let me, opt in, opt out, let the user, make it possible',
  support: 'support for, support~',
  provide: 'provid~, expos~, offer~, export~, include~, integrat~, ship~, publish~',
  improve:
    'improv~, improvement~, enhanc~, enhancement~, better, optimiz~, optimis~, simplif~, polish~, clean up, cleanup, faster, nicer, extend~, speed up, more efficient, more consistent, tidy',
  option:
    'option~, optional, setting~, configurable, customiz~, customis~, customizable, flag~, parameter~, argument~, toggle~, preference~, default~, configur~',
  change:
    'chang~, renam~, replac~, remov~, refactor~, mov~, switch~, deprecat~, drop~, convert~, migrat~, get rid, splitting, split, reduc~, disabl~, unify, consolidat~, separat~, merge',
  implement:
    'implement~, implementation~, introduc~, creat~, new, port~, adopt~, generaliz~, design~, prototype~',
  update: 'updat~, upgrad~, bump~, moderniz~, latest',
  show: 'show~, display~, highlight~, indicat~, report~, warn~, notify, print~, inform~, announce~, surface',
  imperative:
    'accept, apply, assign, attach, avoid, batch, block, build, cache, call, check, clarify, clean, close, collapse, combine, compute, consider, cut, define, delete, detect, do, dont, emit, ensure, evaluate, expand, explore, filter, find, fix, focus, follow, format, get, give, group, hide, honor, inline, insert, investigate, join, keep, limit, list, load, log, look, make, mark, minimize, open, parse, pass, persist, pick, prefer, prevent, promote, put, read, record, register, reorder, reset, resize, restore, restrict, return, reuse, revisit, run, save, send, set, simplify, sort, specify, start, stop, store, sync, tell, trim, try, turn, use, validate, wrap, write',
  request:
    'feature request~, feature~, proposal~, propos~, suggest~, suggestion~, rfc, idea, request~, wishlist, enhancement request, would it be possible',
  wish: 'would be nice, would be great, would be good, would be helpful, would be useful, would be cool, would be awesome, would be better, would be amazing, would be very, would be really, be nice to, be great if, be useful to, be helpful to, would like, id like, would love, wish~, nice to have, itd be, hope~, would appreciate, want~ to, please consider, please add, please support, please make, please allow, i suggest, i propose, feel free, it makes sense, worth adding, could we have, can we have, would benefit',
  should: 'should, should be, ought, must, needs to, has to',
  could: 'could, could be, might, may, can be, perhaps, maybe',
  would: 'would, id, wed, would be',
  useCase:
    'use case~, motivation~, benefit~, useful, helpful, convenient~, convenience, easier, easy, easily, alternative~, rationale, advantage~, purpose~, goal~, common, often, scenario~, usability, ux, accessibility, user experience, for example, productivity, flexible, flexibility',
  workaround:
    'workaround~, work around, as a workaround, manually, by hand, hack~, instead i, currently i, currently you',
  lacking:
    'currently, at the moment, right now, as of now, there is no, theres no, no way to, not possible, not supported, unsupported, doesnt support, does not support, not support, lack~, not yet, not available, only supports, limited, limitation~, restrict~, have to, forced to, need to',
  instead:
    'instead, instead of, rather than, rather, like in, similar to, same as, just like, equivalent, analog~',
  how: 'how to, how do, how can, how should, how could, how does, how would, how i, how is, how are, howto',
  what: 'why, what is, what are, what does, whats, what should, which, where, when, who, what, how, why is, why does, why do',
  possible:
    'is it possible, is there a, is there any, is there some, any way to, a way to, possible to, some way, best way, right way, correct way, proper way, the difference between',
  canI: 'can i, can we, can you, can someone, can anyone, can anybody, could you, could someone, could anyone, does anyone, do you, do i, do we, should i, should we, am i, have i, did i, is this a, is it a, is that, is this, are there, does it, will it, has anyone, is there, would you',
  help: 'help, help me, please help, advice, advise, guidance, assist~, any idea, any ideas, any suggestions, let me know, tell me, appreciate~, any help, solution~, solve~, resolve~, fix~, how to fix, how to solve, to fix this, fix this, need fix',
  confused:
    'confus~, understand~, unclear, clarif~, clarification~, explain~, explanation~, wonder~, not sure, dont know, question~, curious, misunderstand~, know if, know how, know why, figure out, make sense, intended, by design, expected behavior, misunderstood, documented, correct me',
  docs: 'documentation, docs, doc, document~, tutorial~, guide~, example~, readme, typo~, reference, manual, faq, website, page, article, blog, book, sample~',
  thanks: 'thanks, thank, thank you, thx, in advance, regards, cheers, kindly, best regards',
  greeting:
    'hi, hello, hey, dear, everyone, guys, folks, sir, team, friends, there, all, good morning, good day',
  please: 'please, pls, plz, asap, urgent~, kindly',
  trying:
    'i tried, have tried, tried to, trying to, im trying, am trying, attempt~, i want, i need, need to, i wanted, would like to, i followed, following the, i want to, tried everything, tried all, i try, when i try, i would like',
  self: 'i, my, me, im, ive, myself, mine',
  we: 'we, our, us, lets, were',
  novice:
    'newbie, beginner~, new to, noob, student, course, not familiar, first time, just started, learning, lesson~, not an expert, dont understand, homework, dont, cant, wont, doesnt, didnt, its not, dont know how',
  using:
    'i use, i am using, im using, using, i have, i got, i get, i found, i noticed, i see, i saw, i ran, i am getting, im getting, facing, encountered, encounter~, ran into, run into, im facing, am facing',
  expected: 'expect~, expected behavior, expected behaviour, expected result~, expectation~, supposed to',
  actual:
    'actual, actually, actual behavior, actual behaviour, actual result~, observed, observe~, instead it, but, however, unfortunately, notice that',
  reproduce:
    'reproduc~, reproducible, repro, steps to reproduce, minimal, test case, testcase, snippet, demo, sandbox, to reproduce, steps',
  frequency:
    'always, sometimes, random~, intermittent~, occasional~, every time, everytime, consistent~, rarely, once, suddenly, whenever, each time',
  insider:
    'pr, prs, commit~, merg~, pull request~, ci, test~, flaky, upstream, review~, milestone~, follow up, followup, nit, cc, introduced in, introduced by, master, main branch, code base, codebase, api, patch~, backport~, bisect~, regressed, branch, contributor~, maintainer~, landed, downstream',
  internals:
    'function~, class~, method~, module~, variable~, pointer~, thread~, mutex, lock~, header~, struct, template~, constructor, destructor, callback~, listener~, event~, async, promise~, implementation, internally, code, logic, algorithm, kernel, backend, frontend, hook~, component~, prop~, node~, tensor~, layer~, matrix',
  verify:
    'testing, to verify, verif~, verification, iteration, endgame, test plan item, tpi, complexity, tracking issue, tracking',
  todo: 'todo, todos, task~, tasklist, plan, roadmap, checklist, discussion, discuss~, umbrella, epic, good first issue, up for grabs, brainstorm~, subtask~, follow ups',
  picture:
    'screenshot~, image~, gif, video~, attached, attachment~, screencast, recording, see below, as shown, picture~, as you can',
  forum:
    'stackoverflow, stack overflow, stack exchange, stackexchange, forum~, discord, slack, gitter, google, googled, searched, mailing list, reddit, searching, search~, find any, found nothing, couldnt find',
  ownWork:
    'my code, my project, my app, my application, my machine, my computer, my laptop, my model, my extension, my script, my program, my system, my pc, my component, our project, our app, our code, my own, my wallet, my node, my mac, my server, my data, my environment, my case, my setup, my company',
  belief:
    'seems, seem, looks like, look like, appears, apparently, i guess, i think, i believe, probably, likely, suspect~, i assume, imo, assuming, assum~, in my opinion, it seems, i feel',
  money:
    'fee~, pay~, paid, money, account~, password~, lost my, hacked, stolen, scam~, recover~, key~, license~, licence~, company, legal, copyright, refund, bank',
  time: 'day~, week~, month~, year~, hour~, minute~, ago, yesterday, today, recently, now, still',
} as const;

export const cueNames = Object.keys(cuePhrases);
const endings = ['', 's', 'es', 'ed', 'd', 'ing', 'e', 'er', 'ly'];

/** Every phrase under the joined hash of its one, two or three words. */
export interface CueTable {
  /** Numbers of the phrases. */
  readonly phrases: FeatureTable;
  /** By phrase: the cues that it belongs to. */
  readonly cues: readonly (readonly number[])[];
  /** Words that begin a phrase of two or more: only they are looked up further. */
  readonly openers: FeatureTable;
}

/** The phrases of `cuePhrases` under the hashes of their words. */
export function compileCues(): CueTable {
  const phrases = new FeatureTable(16_384);
  const openers = new FeatureTable();
  const cues: number[][] = [];
  for (const [cue, list] of Object.values(cuePhrases).entries()) {
    for (const phrase of list.split(', ').flatMap(withEndings)) {
      const [first = 0, ...others] = phrase.split(' ').map((word) => hashWord(word, 0, word.length));
      if (others.length > 0) openers.add(first);
      let hash = first;
      for (const other of others) hash = join(hash, other);
      const number = phrases.add(hash);
      const known = cues[number];
      if (!known) cues[number] = [cue];
      else if (!known.includes(cue)) known.push(cue);
    }
  }
  return { phrases, cues, openers };
}

function withEndings(phrase: string): string[] {
  const at = phrase.indexOf('~');
  if (at < 0) return [phrase];
  return endings.map((ending) => phrase.slice(0, at) + ending + phrase.slice(at + 1));
}
