/** Parses and renders reply templates (LiquidJS), with only those tags and filters that give the same text every time. */

import type { Template } from 'liquidjs';
import { Liquid } from 'liquidjs/dist/liquid.browser.mjs';
import type { ReplyContext } from './reply-context.js';
import { replyParts } from './reply-parts.js';
import { unwrapParagraphs } from './unwrap.js';

const allowedTags = [
  'assign',
  'capture',
  'case',
  'comment',
  'echo',
  'for',
  'break',
  'continue',
  'if',
  'include',
  'unless',
];
const allowedFilters = [
  'append',
  'capitalize',
  'default',
  'downcase',
  'first',
  'join',
  'last',
  'map',
  'prepend',
  'replace',
];
const moreFilters = ['remove', 'size', 'slice', 'split', 'strip', 'truncate', 'upcase', 'where'];

const engine = createEngine();
const parsed = new WeakMap<{ readonly reply: string }, Template[]>();

function createEngine(): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: false,
    // Otherwise it asks the machine, which takes longer than everything else here.
    locale: 'en-US',
    ownPropertyOnly: true,
    templates: replyParts,
    cache: true,
    dynamicPartials: true,
    parseLimit: 20_000,
    memoryLimit: 200_000,
  });
  keepOnly(liquid.tags, allowedTags);
  keepOnly(liquid.filters, [...allowedFilters, ...moreFilters]);
  return liquid;
}

/** Drops the clock, randomness and files, which other tags and filters reach. */
function keepOnly(registry: Record<string, unknown>, names: readonly string[]): void {
  for (const name of Object.keys(registry)) if (!names.includes(name)) delete registry[name];
}

/** The parsed template of text that is not a rule's reply. Throws liquidjs' error where it is not a template. */
export function parseTemplate(text: string): Template[] {
  return engine.parse(text);
}

/** Names of the variables that a template uses and does not set, as paths: `fix.status`. */
export function variablesOf(template: Template[]): readonly string[] {
  return engine.globalFullVariablesSync(template);
}

/** Markdown of the reply. Throws liquidjs' error, which `checkReply` rules out for rules that were loaded. */
export function renderReply(problem: { readonly reply: string }, context: ReplyContext): string {
  const known = parsed.get(problem) ?? engine.parse(problem.reply);
  parsed.set(problem, known);
  return unwrapParagraphs(tidy(String(engine.renderSync(known, context, { templateLimit: 20_000 }))));
}

/** Templates leave blank lines where a part says nothing. */
function tidy(markdown: string): string {
  return `${markdown
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
