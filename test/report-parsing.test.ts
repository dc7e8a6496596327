/** What the parser makes of the shapes in which people report: forms, mails, pasted logs, patches, HTML. */

import { describe, expect, it } from 'vitest';
import { parseReport } from '../src/core/report/parse-report.js';

function spansOf(body: string, templates?: readonly string[]): string[] {
  const { spans } = parseReport({ title: '', body }, templates === undefined ? {} : { templates });
  return spans.map(
    ({ kind, text, section, line }) => `${line} ${kind}${section === '' ? '' : ` {${section}}`}: ${text}`,
  );
}

function lines(...text: string[]): string {
  return text.join('\n');
}

describe('prose', () => {
  it('keeps a hard-wrapped paragraph as one span that knows its line ends', () => {
    const { spans } = parseReport({
      title: 'T',
      body: 'The guest stops\n  right after the\nbanner.\n\nHelp?',
    });
    expect(spans).toEqual([
      { kind: 'title', text: 'T', breaks: [], section: '', line: 0 },
      {
        kind: 'prose',
        text: 'The guest stops right after the banner.',
        breaks: [15, 31],
        section: '',
        line: 1,
      },
      { kind: 'prose', text: 'Help?', breaks: [], section: '', line: 5 },
    ]);
  });

  it('gives every list item and table row a span of its own', () => {
    expect(
      spansOf(
        lines(
          '- first host',
          '  wrapped here',
          '- second host',
          '',
          '| host | RAM |',
          '|---|---|',
          '| a | 4G |',
        ),
      ),
    ).toEqual([
      '1 prose: first host wrapped here',
      '3 prose: second host',
      '5 prose: | host | RAM |',
      '7 prose: | a | 4G |',
    ]);
  });

  it('passes other languages and scripts through', () => {
    const body = lines(
      'Der Gast startet nicht mehr.',
      '',
      '起動時にカーネルがパニックします。',
      '',
      'После обновления всё зависает.',
    );
    expect(spansOf(body)).toEqual([
      '1 prose: Der Gast startet nicht mehr.',
      '3 prose: 起動時にカーネルがパニックします。',
      '5 prose: После обновления всё зависает.',
    ]);
  });

  it('does not take an indented paragraph of a mail for code', () => {
    expect(spansOf('Hello,\n\n    I have been running this machine for many years without trouble.')).toEqual(
      ['1 prose: Hello,', '3 prose: I have been running this machine for many years without trouble.'],
    );
  });
});

describe('sections', () => {
  it('reads an issue form: labels are sections and no spans, unanswered fields are gone', () => {
    const body = lines(
      '### Xen version',
      '',
      '4.17.2',
      '',
      '### Logs',
      '',
      '_No response_',
      '',
      '### What happened?',
      '',
      'It hangs.',
    );
    expect(spansOf(body)).toEqual(['3 prose {Xen version}: 4.17.2', '11 prose {What happened?}: It hangs.']);
  });

  it('ends a stray fence at the next field of a form', () => {
    const body = lines('### Log', '', '```', 'some output', '', '### Kernel version', '', '5.14');
    expect(spansOf(body)).toEqual(['4 log {Log}: some output', '8 prose {Kernel version}: 5.14']);
  });

  it("keeps a reporter's own heading as text, a template's only as section", () => {
    const body = lines(
      '## Steps to reproduce',
      '',
      'Boot it.',
      '',
      '## dom0 loses its memory',
      '',
      'Every night.',
    );
    expect(spansOf(body)).toEqual([
      '3 prose {Steps to reproduce}: Boot it.',
      '5 prose {dom0 loses its memory}: dom0 loses its memory',
      '7 prose {dom0 loses its memory}: Every night.',
    ]);
  });

  it('drops a heading under which nothing stands', () => {
    expect(spansOf(lines('## xl info', '', '## What I see', '', 'A panic.'))).toEqual([
      '5 prose {What I see}: A panic.',
    ]);
  });

  it('takes a line in bold for a heading', () => {
    expect(
      spansOf(lines('**Describe the bug**', 'It hangs.', '**Environment (please complete):**', 'dom0')),
    ).toEqual(['2 prose {Describe the bug}: It hangs.', '4 prose {Environment (please complete)}: dom0']);
  });

  it("takes root's prompt before a known command for a command, not for a heading", () => {
    expect(
      spansOf(lines('I typed', '', '# xl info', 'xen_major : 4', '', '# A heading', '', 'text')),
    ).toEqual([
      '1 prose: I typed',
      '3 command: # xl info',
      '4 log: xen_major : 4',
      '6 prose {A heading}: A heading',
      '8 prose {A heading}: text',
    ]);
  });
});

describe('what nobody wrote for this report', () => {
  it('removes comments, also inside a line and over several lines, but not in code', () => {
    const body = lines(
      '<!-- Tell us',
      'everything -->',
      'It <!-- really --> hangs.',
      '',
      '```',
      '<!-- kept -->',
      '```',
    );
    expect(spansOf(body)).toEqual(['3 prose: It', '3 prose: hangs.', '6 log: <!-- kept -->']);
  });

  it('does not let an unterminated comment hide the report', () => {
    expect(spansOf('<!-- forgotten\nIt hangs.')).toEqual(['1 prose: forgotten It hangs.']);
  });

  it('removes boxes that nobody ticked and ticks that only consent', () => {
    const body = lines(
      '- [ ] Happens on bare metal too',
      '- [x] I have searched the existing issues',
      '- [x] Happens with HVM guests',
    );
    expect(spansOf(body)).toEqual(['3 prose: [x] Happens with HVM guests']);
  });

  it('removes phrases that many templates share', () => {
    const body = lines(
      'Thanks for taking the time to fill out this bug report!',
      '',
      'A clear and concise description of what the bug is.',
      '',
      'Please search existing issues first.',
      '',
      'The installer sees no disk.',
    );
    expect(spansOf(body)).toEqual(['7 prose: The installer sees no disk.']);
  });

  const template = lines(
    '---',
    'name: Bug report',
    '---',
    '',
    '## Hypervisor',
    'Run `xl info` and paste the output of xl list, free and dmesg | grep memory here.',
    '',
    '- [ ] dom0 memory differs from what xl list shows',
    '```',
    'xl dmesg output',
    '```',
    '> Quote the kernel command line, for instance dom0_mem=2G.',
  );

  it('finds nothing in a template that was sent as it is', () => {
    const { spans, facts } = parseReport({ title: '', body: template }, { templates: [template] });
    expect(spans).toEqual([]);
    expect(facts).toEqual([]);
  });

  it('finds only the answers in a template that was filled in', () => {
    const filled = template.replace(
      '```\nxl dmesg output',
      'It is 4.14 and dom0 shrinks.\n```\nxl dmesg output',
    );
    expect(spansOf(filled, [template])).toEqual(['9 prose {Hypervisor}: It is 4.14 and dom0 shrinks.']);
  });

  it('knows the texts of a YAML form', () => {
    const form = lines(
      'body:',
      '  - type: checkboxes',
      '    attributes:',
      '      options:',
      '        - label: It also fails without Xen',
    );
    expect(spansOf('- [X] It also fails without Xen', [form])).toEqual([]);
  });

  it('drops a mail signature and a list footer', () => {
    expect(spansOf('It hangs.\n\n-- \nJo Doe\nExample Ltd.')).toEqual(['1 prose: It hangs.']);
    expect(
      spansOf(`It hangs.\n${'_'.repeat(47)}\nxen-users mailing list\nhttps://lists.example.org`),
    ).toEqual(['1 prose: It hangs.']);
  });
});

describe('code blocks', () => {
  it('tells commands, output and patches apart', () => {
    const body = lines(
      '```console',
      'root@dom0:~# xl list',
      'Name   ID',
      '[admin@host ~]$ free -m',
      '# CONFIG_XEN is not set',
      '# dmesg | tail',
      '```',
      '```diff',
      '-old',
      '+new',
      '```',
    );
    expect(spansOf(body)).toEqual([
      '2 command: root@dom0:~# xl list',
      '3 log: Name   ID',
      '4 command: [admin@host ~]$ free -m',
      '5 log: # CONFIG_XEN is not set',
      '6 command: # dmesg | tail',
      '9 patch: -old',
      '10 patch: +new',
    ]);
  });

  it('needs no prompt where the fence says that it is a shell', () => {
    expect(spansOf(lines('~~~bash', 'xl create guest.cfg', 'Parsing config', '~~~'))).toEqual([
      '2 command: xl create guest.cfg',
      '3 log: Parsing config',
    ]);
  });

  it('reads a block in a list, behind a quote mark, without an end, and text pasted behind the fence', () => {
    expect(spansOf(lines('- see', '  ```', '  out', '  ```', '- more'))).toEqual([
      '1 prose: see',
      '3 log: out',
      '5 prose: more',
    ]);
    expect(spansOf(lines('> ```', '> out', '> ```'))).toEqual(['2 quote: out']);
    expect(spansOf(lines('```', 'out', '', '# no heading'))).toEqual(['2 log: out', '4 log: # no heading']);
    expect(spansOf(lines('```Name  ID  Mem', 'Domain-0 0 1024', '```'))).toEqual([
      '1 log: Name  ID  Mem',
      '2 log: Domain-0 0 1024',
    ]);
  });

  it('treats HTML as what it encloses', () => {
    const body = lines(
      '<details><summary>Boot log</summary>',
      '<pre><code>',
      'line one',
      'line two</code></pre> and so on',
      '</details>',
      '<b>Thanks</b>',
    );
    expect(spansOf(body)).toEqual([
      '1 prose: Boot log',
      '3 log: line one',
      '4 log: line two',
      '4 prose: and so on',
      '6 prose: Thanks',
    ]);
  });
});

describe('machine text without a fence', () => {
  it.each([
    '[    0.000000] Linux version 4.19.0',
    '<4>[   76.550121][ T2332] Oops: 0000',
    '(XEN) Xen version 4.14.2',
    'Aug  7 09:37:38 host kernel: Buffer I/O error',
    '2025-09-08T12:09:05.915989-07:00 host kernel: something',
    'BUG: unable to handle page fault for address: 0000000000000010',
    'Oops: 0002 [#1] SMP NOPTI',
    'Kernel panic - not syncing: VFS: Unable to mount root fs',
    'Call Trace:',
    'RIP: 0010:blkif_interrupt+0x10/0x20 [xen_blkfront]',
    '? xen_poll_irq+0x10/0x20',
    'systemd[1]: Failed to start Switch Root.',
    'dracut-initqueue[300]: Warning: could not boot',
    '------------[ cut here ]------------',
    'xen_netfront 0000:00:05.0: no backend',
    'libxl: error: libxl_create.c:1033:domcreate_launch_dm: unable to add disk devices',
    'xen_version            : 4.4.1',
    'CONFIG_XEN_BLKDEV_FRONTEND=m',
    'GRUB_CMDLINE_XEN="dom0_mem=2G"',
    'Traceback (most recent call last):',
    'EFI stub: Booting Linux Kernel...',
  ])('recognises %j', (text) => {
    expect(spansOf(`It says:\n${text}\n\nWhat now?`)).toEqual([
      '1 prose: It says:',
      `2 log: ${text}`,
      '4 prose: What now?',
    ]);
  });

  it.each([
    'Kernel: it is the distribution one.',
    'kernel: 5.14.2',
    'general protection faults (I have several saved)',
    'Warning: this kills the guest.',
    'The bug: nothing is printed.',
    'Code: see the attached file.',
    'note: I tried twice',
    '$5 is what the disk cost',
    '# nothing known follows',
    '5.10.1 works, 5.10.2 does not.',
    'model: PowerEdge R620',
  ])('leaves %j to prose', (text) => {
    const [first, ...more] = parseReport({ title: '', body: text }).spans;
    expect(first?.kind).toBe('prose');
    expect(more).toEqual([]);
  });

  it('takes the lines around a crash along, but not a sentence', () => {
    const body = lines(
      'igb: Intel Gigabit driver',
      'igb 0000:07:00.0: PCIe link lost',
      'some odd words',
      'Call Trace:',
      'After that I had to pull the power cord and try again.',
      'RIP: 0010:igb_rd32+0x78/0x90 [igb]',
    );
    expect(spansOf(body).map((span) => span.split(' ')[1])).toEqual([
      'log:',
      'log:',
      'log:',
      'log:',
      'prose:',
      'log:',
    ]);
  });

  it('joins what a mail program wrapped', () => {
    const body = lines(
      '[    1.520000] Hardware name: Dell Inc. PowerEdge R540/0ABCDE, BIOS',
      '2.10.2 02/24/2021',
      '[    1.520001] Call Trace:',
    );
    const [first] = parseReport({ title: '', body }).spans;
    expect(first).toMatchObject({ kind: 'log', line: 1, breaks: [67] });
    expect(first?.text).toContain('BIOS 2.10.2 02/24/2021');
  });

  it('splits a log that was run together into one line', () => {
    const line = Array.from(
      { length: 4 },
      (_, i) => `[   ${10 + i}.123456] usb 1-4: device descriptor read/64, error -110`,
    );
    expect(spansOf(line.join(' '))).toEqual(line.map((text) => `1 log: ${text}`));
  });

  it('takes what follows a prompt for its output', () => {
    expect(spansOf(lines('user@box:~$ uname -r', '5.10.0-8-amd64', '', 'Thanks'))).toEqual([
      '1 command: user@box:~$ uname -r',
      '2 log: 5.10.0-8-amd64',
      '4 prose: Thanks',
    ]);
  });

  it('finds an unfenced patch and where it ends', () => {
    const body = lines(
      'I use',
      '',
      'diff --git a/x.c b/x.c',
      '--- a/x.c',
      '+++ b/x.c',
      '@@ -1,2 +1,2 @@',
      ' a',
      '-b',
      '+c',
      '',
      'which helps.',
    );
    expect(spansOf(body)).toEqual([
      '1 prose: I use',
      '3 patch: diff --git a/x.c b/x.c',
      '4 patch: --- a/x.c',
      '5 patch: +++ b/x.c',
      '6 patch: @@ -1,2 +1,2 @@',
      '7 patch:  a',
      '8 patch: -b',
      '9 patch: +c',
      '11 prose: which helps.',
    ]);
  });
});

describe('quotes', () => {
  it("keeps somebody else's words apart, paragraph by paragraph, with their author", () => {
    const body = lines(
      'On Mon, 5 May 2025 at 10:00, Jo wrote:',
      '> it hangs',
      '> at boot',
      '>',
      '> [    1.000000] BUG: soft lockup',
      '',
      'Same here.',
    );
    expect(spansOf(body)).toEqual([
      '1 quote: On Mon, 5 May 2025 at 10:00, Jo wrote:',
      '2 quote: it hangs at boot',
      '5 quote: [    1.000000] BUG: soft lockup',
      '7 prose: Same here.',
    ]);
  });

  it("takes a log set off with > for the reporter's own when nobody is named", () => {
    expect(spansOf('It prints\n\n> (XEN) Panic on CPU 0')).toEqual([
      '1 prose: It prints',
      '3 log: (XEN) Panic on CPU 0',
    ]);
  });

  it('ends a quote at its last mark', () => {
    expect(spansOf('> which version?\n4.17')).toEqual(['1 quote: which version?', '2 prose: 4.17']);
  });
});
