/** The page `docs/known-problems.md`, made from the rules. */

import type { Fix } from './fix-schema.js';
import type { PackProblem } from './pack.js';

/** Markdown of the page; the same rules give the same text. */
export function knownProblemsPage(problems: readonly PackProblem[]): string {
  const acting = problems.filter((problem) => !problem.nursery);
  const nursery = problems.filter((problem) => problem.nursery);
  const lines = [
    '# Known problems',
    '',
    '<!-- Made by `dejabug rules docs` from rules/; change those instead. -->',
    '',
    '| known problem | label | what goes wrong |',
    '|---|---|---|',
    ...problems.map(
      (problem) => `| [${problem.id}](#${problem.id}) | \`${problem.label.name}\` | ${cell(problem.title)} |`,
    ),
    '',
    ...acting.flatMap(section),
  ];
  if (nursery.length > 0) {
    const says =
      'These have too few real reports to prove themselves: they are shown to maintainers and never acted on.';
    lines.push('# In the nursery', '', says, '', ...nursery.flatMap(section));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function section(problem: PackProblem): string[] {
  const { signals, look_alikes: others, fix, ask, sources } = problem;
  const pros = signals.filter((signal) => signal.weight >= 0).sort((a, b) => b.weight - a.weight);
  const cons = [...signals.filter((signal) => signal.weight < 0), ...others].sort(
    (a, b) => a.weight - b.weight,
  );
  return [
    `## ${problem.id}`,
    '',
    `**${oneLine(problem.title)}**`,
    '',
    oneLine(problem.summary),
    '',
    `*Why:* ${oneLine(problem.cause)}`,
    '',
    ...(problem.needs.length > 0
      ? [`A label needs proof of ${problem.needs.map((role) => `\`${role}\``).join(' and ')}.`, '']
      : []),
    '| weight | what speaks for it |',
    '|---:|---|',
    ...pros.map((signal) => `| ${signal.weight} | ${cell(signal.says)} |`),
    '',
    ...table(
      'what speaks against it',
      cons.map((one) => [one.weight, against(one)]),
    ),
    ...(fix.length > 0 ? ['What helps, the first that holds:', '', ...fix.map(fixLine), ''] : []),
    ...(ask.length > 0
      ? ['What is asked for:', '', ...ask.map((one) => `- ${oneLine(one.question)}`), '']
      : []),
    'Sources:',
    '',
    ...sources.map(
      (one) =>
        `- [${one.id}](${one.url})${one.verified ? '' : ' (not verified, not cited)'}: ${oneLine(one.says)}`,
    ),
    '',
  ];
}

function table(title: string, rows: readonly (readonly [number, string])[]): string[] {
  if (rows.length === 0) return [];
  return [
    `| weight | ${title} |`,
    '|---:|---|',
    ...rows.map(([weight, says]) => `| ${weight} | ${cell(says)} |`),
    '',
  ];
}

function against(one: PackProblem['look_alikes'][number] | PackProblem['signals'][number]): string {
  if (!('name' in one)) return one.says;
  return one.instead === undefined
    ? `Look-alike: ${one.name}`
    : `Look-alike: ${one.name} (see ${one.instead})`;
}

function fixLine(entry: Fix): string {
  const when = Object.entries(entry.when ?? {}).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : value.join(' or ')}`,
  );
  const fixed = entry.fixed_in ? ` Fixed in ${entry.fixed_in.component} ${entry.fixed_in.version}.` : '';
  return `- ${when.length > 0 ? `*${when.join(', ')}:* ` : ''}${oneLine(entry.says)}${fixed}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|');
}
