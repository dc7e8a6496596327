/** The difference that a change makes to the issues, as Markdown: counts first, then each issue with a link. */

import type { ChangedIssue, Impact } from '../preview/impact.js';
import type { ChangeKind, Outcome } from '../preview/outcome.js';
import { counted, quoted, table } from './markdown.js';

/** Rows of one table: GitHub takes 65,535 characters in all. */
const mostRows = 40;

const titles: readonly (readonly [kind: ChangeKind, title: string])[] = [
  ['new', 'Newly matched'],
  ['lost', 'No longer matched'],
  ['other', 'Another known problem'],
  ['surer', 'Labelled where it was only suggested'],
  ['less-sure', 'Only suggested, or with fewer labels, where it was labelled'],
];

/** One line for each kind of change, and for what goes against maintainers. */
export function impactCounts(impact: Impact): string {
  const rows = titles.map(([kind, title]) => [title, String(ofKind(impact, kind).length)]);
  rows.push(['Against what maintainers had decided', String(collisions(impact).length)]);
  return table(['Issues', 'Number'], rows, rows.length);
}

/** Every changed issue, those against maintainers first; empty where there is none. */
export function impactTables(impact: Impact): string {
  const parts: string[] = [];
  const against = collisions(impact);
  if (against.length > 0) parts.push(section('Against what maintainers had decided', against));
  for (const [kind, title] of titles) {
    const issues = ofKind(impact, kind);
    if (issues.length > 0) parts.push(section(title, issues));
  }
  if (impact.matches.length > 0) {
    const rows = impact.matches.map(({ category, before, after }) => [
      code(category),
      `${before}`,
      `${after}`,
    ]);
    parts.push(`### Matches\n\n${table(['Known problem', 'Before', 'After'], rows, mostRows)}`);
  }
  return parts.join('\n\n');
}

/** What was looked at, as a sentence. */
export function lookedAt({ looked, stopped }: Impact): string {
  const what = `Compared on ${counted(looked, 'issue')}, the newest ones, open and closed, each as if it were filed today.`;
  return stopped === null ? what : `${what} ${stopped}`;
}

/** How many issues go against what maintainers had decided. */
export function collisions({ changes }: Impact): readonly ChangedIssue[] {
  return changes.filter(({ agreement }) => agreement === 'collides');
}

function ofKind({ changes }: Impact, kind: ChangeKind): readonly ChangedIssue[] {
  return changes.filter((change) => change.kind === kind);
}

function section(title: string, issues: readonly ChangedIssue[]): string {
  const rows = issues.map((issue) => [
    `[#${issue.number}](${issue.url}) ${quoted(issue.title.slice(0, 80))}`,
    issue.state,
    outcomeWords(issue.before),
    outcomeWords(issue.after),
    wordOf(issue),
  ]);
  const head = ['Issue', 'State', 'Before', 'After', 'Maintainers had said'];
  return `### ${title} (${issues.length})\n\n${table(head, rows, mostRows)}`;
}

function outcomeWords(outcome: Outcome | null): string {
  if (outcome === null) return '–';
  const also = outcome.also.length === 0 ? '' : `, with ${outcome.also.map(code).join(', ')}`;
  return `${code(outcome.category)}, ${outcome.decision === 'label' ? 'labelled' : 'suggested'}${also}`;
}

function wordOf({ word, agreement }: ChangedIssue): string {
  if (word === null) return '';
  const said = word.is === null ? `not ${[...word.isNot].map(code).join(', ')}` : code(word.is);
  if (agreement === 'collides') return `**${said}**`;
  return agreement === 'agrees' ? `${said} ✓` : said;
}

/** Ids are letters, digits and dashes. */
function code(id: string): string {
  return `\`${id}\``;
}
