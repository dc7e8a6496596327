/** Commands in a comment: which lines are spoken to us, what they say, and what is wrong with them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLines, isOnlyCommands } from '../src/core/plan/command-lines.js';
import { commandTable } from '../src/core/plan/command-table.js';
import { mostCommands, parseCommands } from '../src/core/plan/parse-commands.js';

const ids = ['dell-boot', 'ec2-kexec', 'xen-platform-pci'];
const parsed = (body: string) =>
  parseCommands(body, ids).map((one) => (one.kind === 'command' ? one.command : one.problem));

describe('lines that are spoken to us', () => {
  it.each([
    ['a line of its own', '/dejabug approve', ['approve']],
    [
      'several, with words around',
      'Thanks!\n/dejabug approve\n\nand\n\n/dejabug freeze',
      ['approve', 'freeze'],
    ],
    [
      'any case, indented a little, windows line ends',
      '  /DejaBug  Approve\r\n/dejabug help',
      ['Approve', 'help'],
    ],
    ['an argument in code', '/dejabug problem `dell-boot`', ['problem dell-boot']],
    ['behind a comment in HTML', '<!-- /dejabug freeze -->\n\n/dejabug help', ['help']],
    ['no argument', '/dejabug', ['']],
  ])('%s', (_name, body, lines) => {
    expect(commandLines(body)).toEqual(lines);
  });

  it.each([
    ['in the middle of a line', 'please /dejabug approve'],
    ['another word', '/dejabugs approve'],
    ['inline code', '`/dejabug approve`'],
    ['inline code over lines', 'see `this\n/dejabug approve\nhere`'],
    ['a fence', '```\n/dejabug approve\n```'],
    ['an open fence', '~~~\n/dejabug approve'],
    ['indented code', 'text\n\n    /dejabug approve'],
    ['a quote', '> /dejabug approve'],
    ['a quote that goes on without a mark', '> he wrote\n/dejabug approve'],
    ['a list', '- /dejabug approve'],
    ['a quote in a list', '1. > /dejabug approve'],
    ['an HTML comment', '<!--\n/dejabug approve\n-->'],
    ['an HTML comment in a line', 'x <!-- \n/dejabug approve\n--> y'],
    ['a block of HTML', '<div>\n/dejabug approve\n</div>'],
    ['pre', '<pre>\n\n/dejabug approve\n\n</pre>'],
    ['code in HTML', 'x <code>\n/dejabug approve\n</code>'],
    ['a quote in HTML with blank lines', '<blockquote>\n\n/dejabug approve\n\n</blockquote>'],
    ['struck out', '~~/dejabug approve~~'],
    ['escaped', '\\/dejabug approve'],
    ['a heading', '# /dejabug approve'],
    ['a table', '| a |\n|---|\n| /dejabug approve |'],
  ])('not: %s', (_name, body) => {
    expect(commandLines(body)).toEqual([]);
  });

  it('are all there is, or not', () => {
    expect(isOnlyCommands('/dejabug freeze\n\n/dejabug help\n')).toBe(true);
    expect(isOnlyCommands('/dejabug freeze\n\nIt hangs again.')).toBe(false);
    expect(isOnlyCommands('')).toBe(false);
    expect(isOnlyCommands('```\n/dejabug freeze\n```')).toBe(false);
  });
});

describe('a command', () => {
  it.each([
    ['approve', { verb: 'approve' }],
    ['approve.', { verb: 'approve' }],
    ['reject', { verb: 'reject', reason: '' }],
    ['reject wrong advice: Use 4.17', { verb: 'reject', reason: 'wrong advice: Use 4.17' }],
    ['problem Dell-Boot', { verb: 'problem', category: 'dell-boot' }],
    ['not ec2-kexec', { verb: 'not', category: 'ec2-kexec' }],
    ['snooze 2w', { verb: 'snooze', span: 14 * 86_400_000 }],
    ['snooze off', { verb: 'snooze', span: null }],
    ['duplicate #12', { verb: 'duplicate', of: 12, repository: null }],
    ['duplicate 12', { verb: 'duplicate', of: 12, repository: null }],
    ['duplicate acme/kernel#12', { verb: 'duplicate', of: 12, repository: 'acme/kernel' }],
    [
      'duplicate https://github.com/acme/kernel/issues/12',
      { verb: 'duplicate', of: 12, repository: 'acme/kernel' },
    ],
    ['duplicate off', { verb: 'duplicate', of: null, repository: null }],
  ])('%s', (text, command) => {
    expect(parsed(`/dejabug ${text}`)).toEqual([command]);
  });

  it.each([
    ['', 'Say which command.'],
    ['aprove', 'Did you mean `approve`?'],
    ['launch', 'The commands are approve, reject'],
    ['problem', 'Name the known problem, e.g. `problem dell-boot`.'],
    ['problem dell-bot', 'Did you mean `dell-boot`?'],
    ['not everything', 'Known are dell-boot, ec2-kexec'],
    ['approve now', '`approve` takes nothing after it'],
    ['snooze', 'Say for how long'],
    ['snooze soon', 'Say for how long'],
    ['snooze 53w', 'a year at most'],
    ['duplicate', 'Say of which issue'],
    ['duplicate #0', 'Say of which issue'],
    [`reject ${'x'.repeat(1001)}`, '1000 at most'],
  ])('is told what is wrong: %s', (text, problem) => {
    expect(parsed(`/dejabug ${text}`)).toEqual([expect.stringContaining(problem)]);
  });

  it('is one however often it is written, and keeps its name through edits around it', () => {
    const [first] = parseCommands('/dejabug snooze 7d', ids);
    const edited = parseCommands(
      'Sorry.\n\n/dejabug  SNOOZE   7d\n/dejabug snooze 7d\n/dejabug snooze 8d',
      ids,
    );
    expect(edited).toHaveLength(2);
    expect(edited[0]?.id).toBe(first?.id);
  });

  it('is left out beyond ten, and that is said', () => {
    const many = Array.from({ length: 14 }, (_, index) => `/dejabug duplicate #${index + 1}`).join('\n');
    const read = parsed(many);
    expect(read).toHaveLength(mostCommands + 1);
    expect(read.at(-1)).toContain(`${mostCommands} commands`);
  });

  it('quotes what was written harmlessly', () => {
    const [problem] = parsed('/dejabug @octocat#12');
    expect(problem).not.toMatch(/@octocat|#12/);
  });
});

const line = fc.constantFrom(
  ...commandTable.map(({ usage }) => `/dejabug ${usage}`),
  'text',
  '',
  '> quote',
  '```',
  '~~~',
  '<!--',
  '-->',
  '<pre>',
  '</pre>',
  '`',
  '- item',
  '    indented',
  '<details>',
  '**',
);

describe('whatever is written', () => {
  it('is read without an error, the same way each time', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(line).map((lines) => lines.join('\n')),
        ),
        (body) => {
          expect(parseCommands(body, ids)).toEqual(parseCommands(body, ids));
        },
      ),
    );
  });

  it('holds no command when it stands in code, in a quote or in a comment', () => {
    const shells: ((text: string) => string)[] = [
      (text) => `before\n\n~~~~~~~~~~\n${text}\n~~~~~~~~~~\n\nafter`,
      (text) => text.replace(/^/gm, '> '),
      (text) => text.replace(/^/gm, '     ').replace(/^/, 'before\n\n'),
      (text) => `<!--\n${text.replaceAll('-->', '')}\n-->`,
    ];
    const inner = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(inner, fc.constantFrom(...shells), (text, shell) => {
        expect(commandLines(shell(text.replaceAll('~~~', '')))).toEqual([]);
      }),
    );
  });

  it('takes no longer than a comment is long', () => {
    for (const hostile of ['`', '[', '<!--', '*a_', '> ', '\n', '![](', '/dejabug '])
      expect(() => parseCommands(`/dejabug ${hostile.repeat(65_536 / hostile.length)}`, ids)).not.toThrow();
  });
});
