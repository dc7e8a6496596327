/** Checks a reply template before it is needed: syntax, variable names, and that it renders whatever is known or not. */

import { LiquidError } from 'liquidjs/dist/liquid.browser.mjs';
import type { Finding, Place } from '../rules/finding.js';
import type { KnownProblem } from '../rules/known-problem.js';
import { nearest } from '../rules/nearest.js';
import { chooseFix } from './choose-fix.js';
import { type ReplyContext, replyContext } from './reply-context.js';
import { parseTemplate, renderReply, variablesOf } from './reply-template.js';

/** What keeps the reply of this known problem from being rendered. */
export function checkReply(problem: KnownProblem): readonly Finding[] {
  try {
    const unknown = unknownVariables(problem);
    if (unknown.length > 0) return unknown;
    for (const context of trials(problem)) renderReply(problem, context);
    return [];
  } catch (error) {
    const { why, within } = whatFailed(problem, error);
    const instead = 'see https://liquidjs.com and docs/rules.md';
    return [
      { ...finding(problem, `the template does not work: ${why}`, instead), ...(within && { within }) },
    ];
  }
}

/** liquidjs puts the place in the template into its message; people look for that in the file. */
function whatFailed(problem: KnownProblem, error: unknown): { why: string; within?: Place } {
  if (!LiquidError.is(error)) return { why: error instanceof Error ? error.message : String(error) };
  const why = error.message.replace(/, line:\d+, col:\d+$/, '');
  const { token } = error;
  // The place may be inside one of the ready-made parts.
  if (token.input !== problem.reply) return { why };
  const [line = 1, column = 1] = token.getPosition();
  return { why, within: { line, column } };
}

/** A trial render reaches only some branches; the names are checked in all of them. */
function unknownVariables(problem: KnownProblem): Finding[] {
  const context = trials(problem)[0];
  if (context === undefined) return [];
  const known = namesIn(context);
  const listed = ['evidence', 'missing', 'sources'];
  return variablesOf(parseTemplate(problem.reply)).flatMap((variable): Finding[] => {
    const name = variable.replace(/\[["']([^"'\]]+)["']\]/g, '.$1');
    const [head = ''] = name.split(/[.[]/);
    if (known.includes(name) || listed.includes(head)) return [];
    const meant = nearest(name, known);
    const instead =
      meant === null ? `known are ${Object.keys(context).join(', ')}` : `did you mean \`${meant}\`?`;
    const within = placeOfVariable(problem.reply, variable);
    const found = finding(problem, `the template uses the unknown variable \`${name}\``, instead);
    return [within === null ? found : { ...found, within }];
  });
}

/** Where a template first uses the variable, spelt like this. */
function placeOfVariable(template: string, variable: string): Place | null {
  for (const part of template.matchAll(/\{[{%][\s\S]*?[%}]\}/g)) {
    const inPart = part[0].indexOf(variable);
    if (inPart < 0) continue;
    const before = template.slice(0, part.index + inPart).split('\n');
    return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
  }
  return null;
}

function namesIn(context: ReplyContext): string[] {
  return Object.entries(context).flatMap(([name, value]) => {
    const inner =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
    return [name, ...inner.map((key) => `${name}.${key}`)];
  });
}

/** Nothing known at all, and everything known for each entry of the fix. */
function trials(problem: KnownProblem): readonly ReplyContext[] {
  const nothing = new Map<string, string[]>();
  const bare = replyContext(problem, null, nothing, chooseFix(problem, nothing), [], []);
  const place = { section: 'What happened', line: 3 };
  const evidence = problem.signals
    .slice(0, 3)
    .map(({ id, says, weight }) => ({ signal: id, says, weight, quote: 'text', ...place }));
  const missing = problem.ask.map(({ id, question }) => ({ id, question }));
  const full = problem.fix.map((entry) => {
    const status = {
      status: 'fixed-in',
      component: 'linux',
      reported: '1.0',
      fixedIn: '2.0',
      because: entry.says,
    } as const;
    const fix = {
      status,
      entry,
      how: entry.fixed_in?.how ?? 'how',
      workaround: entry.workaround ?? 'workaround',
    };
    const values = new Map(Object.keys(bare.facts).map((name) => [name.replaceAll('_', '-'), ['1.0']]));
    return replyContext(problem, 'reporter', values, fix, missing, evidence);
  });
  return [bare, ...full];
}

function finding(problem: KnownProblem, says: string, instead: string): Finding {
  return { rule: problem.id, severity: 'error', check: 'reply', path: ['reply'], problem: says, instead };
}
