/** Which Linux, Xen, distribution and firmware a report is about, and in which order when it names several. */

import { describe, expect, it } from 'vitest';
import { parseReport } from '../src/core/report/parse-report.js';
import type { FactKind } from '../src/core/report/report.js';
import { runningVersion } from '../src/core/report/running-version.js';

function values(kind: FactKind, body: string, title = ''): string[] {
  return parseReport({ title, body })
    .facts.filter((fact) => fact.kind === kind)
    .map((fact) => fact.value);
}

function fenced(...lines: string[]): string {
  return ['```', ...lines, '```'].join('\n');
}

describe('Linux', () => {
  it.each([
    ['I run kernel 5.14 here.', '5.14'],
    ['Linux 6.1.5 on the host', '6.1.5'],
    ['kernel version: 5.10.107', '5.10.107'],
    ['Kernel Version: 4.12.14-122.91-default (SLES)', '4.12.14-122.91-default'],
    ['My **kernel**: `6.6.30`', '6.6.30'],
    ['the 5.17 kernel does not boot', '5.17'],
    ['5.14+ kernels hang', '5.14'],
    ['with kernel-ml 5.14.1', '5.14.1'],
    ['a vanilla 6.1-rc2 tree', '6.1-rc2'],
    ['after updating linux-image-5.10.0-19-amd64', '5.10.0-19-amd64'],
    ['installed kernel-4.18.0-80.el8.x86_64.rpm', '4.18.0-80.el8'],
    ['kernel-latest-6.13.6-1.qubes.fc37.x86_64', '6.13.6-1.qubes.fc37'],
    [fenced('$ uname -r', '5.9.14-arch1-1'), '5.9.14-arch1-1'],
    [fenced('Linux box 5.10.15-arch1-1 #1 SMP PREEMPT'), '5.10.15-arch1-1'],
    [
      fenced(
        '[    0.000000] Linux version 5.2.0-rc4+ (gcc version 8.3.1 20190507 (Red Hat 8.3.1-4) (GCC)) #1 SMP',
      ),
      '5.2.0-rc4',
    ],
    [fenced('CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.3.0-rc1 #1'), '6.3.0-rc1'],
    [
      fenced('CPU: 5 PID: 40 Comm: x Tainted: P           OE     4.19.144-1.pvops.qubes.x86_64 #1'),
      '4.19.144-1.pvops.qubes',
    ],
    [fenced('release                : 4.19.0+1'), '4.19.0+1'],
    ['It is 3.2.0-24-generic, 64 bit.', '3.2.0-24-generic'],
    ['### Kernel version\n\n6.6.8\n', '6.6.8'],
    ['**Linux kernel**\n\n4.9', '4.9'],
  ])('reads %j', (body, expected) => {
    expect(values('linux', body)[0]).toBe(expected);
  });

  it.each([
    'Since 6.3 it hangs.',
    'Chrome 5.4.1 crashes',
    'Xen 4.1 and nothing else',
    'gcc version 4.8.5 20150623',
    'OpenCV 4.8.0 with Python 3.9.1',
    'Alpine Linux 3.18, Rocky Linux 8.5, Amazon Linux 2',
    'Red Hat Enterprise Linux 6.5 and Oracle Linux 7.9',
    'Qubes 4.0.1-rc1',
    'BIOS 4.19.4 is virtual',
    'btrfs-progs v5.10.1',
    'address 5.10.1.2 of the kernel log server',
    'the 4.1.2 release of the tools',
    'see https://example.org/linux-6.1.12/log',
    fenced('xen: 4.8.5-14.fc25'),
    fenced(
      'diff --git a/Makefile b/Makefile',
      '--- a/Makefile',
      '+++ b/Makefile',
      '@@ -1,1 +1,1 @@',
      '-# kernel 5.4.1',
    ),
  ])('does not read a kernel from %j', (body) => {
    expect(values('linux', body)).toEqual([]);
  });

  it('reads lists, and versions in a report that speaks of kernels elsewhere', () => {
    expect(values('linux', 'Seen with kernels 5.12.15, 5.13.1 and 5.14-rc2.')).toEqual([
      '5.12.15',
      '5.13.1',
      '5.14-rc2',
    ]);
    expect(values('linux', 'I tried 5.15.3 today.\n\nMy kernel has no modules.')).toEqual(['5.15.3']);
    expect(values('linux', 'I tried 5.15.3 today.\n\nMy phone has no modules.')).toEqual([]);
  });

  it("reads the upstream release behind Debian's name", () => {
    const body = 'kernel: 5.10.0-8-amd64 #1 SMP Debian 5.10.46-4 (2021-08-03)';
    const { facts } = parseReport({ title: '', body });
    expect(values('linux', body)).toEqual(['5.10.0-8-amd64', '5.10.46-4']);
    expect(runningVersion(facts, 'linux')?.value).toBe('5.10.46-4');
    expect(runningVersion(facts, 'xen')).toBeUndefined();
  });
});

describe('the order of several kernels', () => {
  it.each([
    ['Kernel 5.13 works, kernel 5.14 hangs.', ['5.14', '5.13']],
    ['Works fine on kernel 5.13, broken on kernel 5.14.', ['5.14', '5.13']],
    ['Kernel 5.13.4 fails but kernel 5.14 boots fine.', ['5.13.4', '5.14']],
    ['After upgrading from kernel 5.13 to 5.14 the guest is gone.', ['5.14', '5.13']],
    ['I upgraded the kernel 4.19.1 -> 5.10.2 and lost the disk.', ['5.10.2', '4.19.1']],
    ['Kernel 6.12.11 was good. With kernel 6.13.6 it crashes.', ['6.13.6', '6.12.11']],
    ['Kernel 6.13.6 does not boot; going back to kernel 6.12.11 helps.', ['6.13.6', '6.12.11']],
    ['This was fixed in kernel 6.2, I run kernel 6.1.', ['6.1', '6.2']],
    ['I have kernel 6.1 and it does not work; it never failed with kernel 5.10.', ['6.1', '5.10']],
    ['The last known good kernel is 5.4.9, kernel 5.4.10 panics.', ['5.4.10', '5.4.9']],
  ])('%s', (body, expected) => {
    expect(values('linux', body)).toEqual(expected);
  });

  it('puts the crash before the boot log, that before uname, and that before prose', () => {
    const body = [
      'Kernel 5.1 is what I use.',
      '',
      fenced(
        '$ uname -r',
        '5.2.0-arch1-1',
        '[    0.000000] Linux version 5.3.1 (root@x)',
        '[    9.000000] CPU: 0 PID: 1 Comm: init Not tainted 5.4.1 #1',
      ),
      '',
      '> kernel 5.5 does it too',
    ].join('\n');
    expect(values('linux', body, 'Hangs since kernel 5.0.1')).toEqual([
      '5.4.1',
      '5.3.1',
      '5.2.0-arch1-1',
      '5.0.1',
      '5.1',
      '5.5',
    ]);
  });

  it('names none where only what works is told', () => {
    expect(values('linux', 'It does not boot any more. Kernel 6.17.1 works fine.')).toEqual([]);
    expect(values('linux', 'The fix went into kernel 5.14.3.\n\n> kernel 5.1 fails')).toEqual([
      '5.1',
      '5.14.3',
    ]);
    expect(values('xen', 'Xen 4.14 was fine.')).toEqual([]);
  });

  it('puts what a sentence says to work last, also where uname printed it', () => {
    const body = `6.1.12 panics at boot, kernel 5.15.88 works fine.\n\n${fenced('$ uname -r', '5.15.88-gentoo')}`;
    expect(values('linux', body)).toEqual(['6.1.12', '5.15.88', '5.15.88-gentoo']);
  });
});

describe('Xen', () => {
  it.each([
    ['We use Xen 4.1.', '4.1'],
    ['xen: 4.8.5-14.fc25', '4.8.5-14.fc25'],
    ['the Xen hypervisor 4.14 on Debian', '4.14'],
    ['Xen version: 4.17.2', '4.17.2'],
    ['running in Xen\n4.19.1 as dom0', '4.19.1'],
    ['package xen-hypervisor-4.14-amd64', '4.14'],
    ['### Xen version\n\n4.17.2', '4.17.2'],
    ['| Xen | 4.17.2 |', '4.17.2'],
    [fenced('(XEN) Xen version 4.15.3 (root@x) (gcc (GCC) 4.8.5) debug=n'), '4.15.3'],
    [
      fenced('xen_major              : 4', 'xen_minor              : 4', 'xen_extra              : .1'),
      '4.4.1',
    ],
    [fenced('xen_version            : 4.4.1'), '4.4.1'],
    [fenced('[    0.000000] Xen version: 4.2.amazon (preserve-AD)'), '4.2.amazon'],
    [fenced('[    0.000000] Hardware name: Xen HVM domU, BIOS 4.2.amazon 08/24/2006'), '4.2.amazon'],
    [fenced('[    1.000000] Hardware name: Xen HVM domU, BIOS 4.19.4 03/17/2026'), '4.19.4'],
  ])('reads %j', (body, expected) => {
    expect(values('xen', body)[0]).toBe(expected);
  });

  it.each([
    'XenServer 7.6 and Xen Orchestra 5.4',
    'Linux 4.1 without it',
    'xen 5.6',
    'a Xen guest, 4.14 kernel',
    'XCP-ng 8.3',
  ])('reads none from %j', (body) => {
    expect(values('xen', body)).toEqual([]);
  });

  it('puts the failing one first', () => {
    expect(values('xen', 'Xen 4.8 was fine, since Xen 4.14 dom0 freezes.')).toEqual(['4.14', '4.8']);
    expect(values('xen', `Xen 4.17 or so\n\n${fenced('(XEN) Xen version 4.17.5 (x)')}`)).toEqual(['4.17.5']);
  });

  it('drops what is less exact than the first', () => {
    expect(values('xen', fenced('xen_major : 4', 'xen_minor : 14', 'xen_extra : .5'), 'Xen 4.14')).toEqual([
      '4.14.5',
    ]);
    expect(values('linux', 'kernel 5.10 fails, I run kernel 5.10.3')).toEqual(['5.10', '5.10.3']);
  });

  it('takes no virtual BIOS for firmware of a machine', () => {
    expect(values('firmware', fenced('Hardware name: Xen HVM domU, BIOS 4.2.amazon 08/24/2006'))).toEqual([]);
  });
});

describe('the distribution', () => {
  it.each([
    ['Debian 12', 'debian 12'],
    ['Debian GNU/Linux 11.3', 'debian 11'],
    ['on Debian buster', 'debian 10'],
    ['Ubuntu 20.04.6 LTS', 'ubuntu 20.04'],
    ['Ubuntu Server 18.04', 'ubuntu 18.04'],
    ['Ubuntu 18', 'ubuntu 18'],
    ['Ubuntu jammy', 'ubuntu 22.04'],
    ['Fedora 37', 'fedora 37'],
    ['Fedora CoreOS 35.20211003.1.0', 'fedora-coreos 35.20211003.1.0'],
    ['RHEL8', 'rhel 8'],
    ['Red Hat Enterprise Linux release 7.6 (Maipo)', 'rhel 7.6'],
    ['CentOS Linux release 7.9.2009 (Core)', 'centos 7.9.2009'],
    ['CentOS Stream 9', 'centos-stream 9'],
    ['Rocky Linux 8.5', 'rocky 8.5'],
    ['AlmaLinux 9', 'almalinux 9'],
    ['Oracle Linux 7.9', 'oracle-linux 7.9'],
    ['Amazon Linux 2', 'amazon-linux 2'],
    ['SLES12 SP5', 'sles 12 sp5'],
    ['SUSE Linux Enterprise Server 15 SP1', 'sles 15 sp1'],
    ['SLES 15.1', 'sles 15 sp1'],
    ['openSUSE Leap 15.3', 'opensuse 15.3'],
    ['Tumbleweed', 'opensuse tumbleweed'],
    ['Arch Linux', 'arch'],
    ['Alpine Linux 3.18', 'alpine 3.18'],
    ['NixOS 23.05', 'nixos 23.05'],
    ['Gentoo', 'gentoo'],
    ['Qubes OS 4.1', 'qubes 4.1'],
    ['### Qubes OS release\n\n4.1', 'qubes 4.1'],
    ['qubes: R4.0', 'qubes 4.0'],
    ['R4.2: it hangs', 'qubes 4.2'],
    ['Qubes 4.0rc1', 'qubes 4.0-rc1'],
    ['XCP-ng 8.3', 'xcp-ng 8.3'],
    ['XenServer 7.6', 'xenserver 7.6'],
    ['Citrix Hypervisor 8.2', 'xenserver 8.2'],
    ['Linux Mint 20', 'linux-mint 20'],
    ['PRETTY_NAME="Ubuntu 22.04.3 LTS"', 'ubuntu 22.04'],
  ])('reads %j', (body, expected) => {
    expect(values('distribution', body)).toEqual([expected]);
  });

  it.each(['gcc (Debian 10.2.1-6) 10.2.1', 'SMP Debian 5.10.46-4'])(
    'takes no package version in %j for a release',
    (body) => {
      expect(values('distribution', body)).toEqual(['debian']);
    },
  );

  it.each([
    'https://bugs.debian.org/123',
    'qubes-issues',
    'debian-kernel@example.org',
    'the arch is x86',
    'a fresh mint',
  ])('reads none from %j', (body) => {
    expect(values('distribution', body)).toEqual([]);
  });

  it('keeps host and guest, the more exact name of each', () => {
    expect(values('distribution', 'Debian 12 guest on XCP-ng 8.2; Debian again.')).toEqual([
      'debian 12',
      'xcp-ng 8.2',
    ]);
  });
});

describe('the distribution of a kernel', () => {
  it.each([
    ['5.14.0-0.rc6.46.fc35.x86_64', 'fedora 35'],
    ['6.13.6-1.qubes.fc37.x86_64', 'qubes'],
    ['4.19.144-1.pvops.qubes.x86_64', 'qubes'],
    ['4.18.0-80.el8.x86_64', 'rhel 8'],
    ['5.14.0-284.11.1.el9_2.x86_64', 'rhel 9'],
    ['2.6.18-398.el5xen', 'rhel 5'],
    ['5.4.17-2136.300.7.el8uek.x86_64', 'oracle-linux 8'],
    ['4.14.33-51.37.amzn1.x86_64', 'amazon-linux 1'],
    ['4.14.200-155.322.amzn2.x86_64', 'amazon-linux 2'],
    ['6.1.61-85.141.amzn2023.x86_64', 'amazon-linux 2023'],
    ['3.0.0-12-generic', 'ubuntu'],
    ['5.15.0-91-generic', 'ubuntu'],
    ['5.4.0-1029-aws', 'ubuntu'],
    ['2.6.32-5-xen-amd64', 'debian'],
    ['6.1.0-18-amd64', 'debian'],
    ['6.1.0-0.deb11.21-amd64', 'debian 11'],
    ['6.12.38+deb13-amd64', 'debian 13'],
    ['5.3.18-lp152.19-default', 'opensuse 15.2'],
    ['5.9.14-arch1-1', 'arch'],
  ])('%s is %s', (version, expected) => {
    const { facts } = parseReport({ title: '', body: fenced(`Linux version ${version} (root@x)`) });
    expect(facts.filter(({ kind }) => kind === 'distribution')).toMatchObject([
      { value: expected, quote: version, line: 2 },
    ]);
  });

  it.each([
    '4.12.14-122.91-default',
    '6.4.11-1-default',
    '6.9.3-060903-generic',
    '6.6.9-amd64',
    '6.1.5',
    '5.2.0-rc4+',
    '4.19.0+1',
  ])('%s does not tell', (version) => {
    expect(values('distribution', fenced(`Linux version ${version} (root@x)`))).toEqual([]);
  });

  it.each([
    ['CentOS 8 with kernel 4.18.0-80.el8.x86_64', ['centos 8']],
    ['CentOS with kernel 4.18.0-80.el8.x86_64', ['centos']],
    ['Linux Mint 20 with kernel 5.15.0-91-generic', ['linux-mint 20']],
    ['Fedora, kernel 5.14.10-300.fc35.x86_64', ['fedora 35']],
    ['Ubuntu 22.04, kernel 5.15.0-91-generic', ['ubuntu 22.04']],
    ['Ubuntu, kernel 5.15.0-91-generic', ['ubuntu']],
  ])('gives way to what is named: %s', (body, expected) => {
    expect(values('distribution', body)).toEqual(expected);
  });

  it('is that of the running kernel only', () => {
    const body = 'Kernel 5.13.4-200.fc34 works, kernel 5.14.0-60.fc35 hangs.';
    expect(values('distribution', body)).toEqual(['fedora 35']);
    expect(values('distribution', 'It hangs. Kernel 5.13.4-200.fc34 works fine.')).toEqual([]);
    expect(values('distribution', '> kernel 5.14.0-60.fc35 hangs')).toEqual([]);
    expect(values('distribution', 'I run kernel 5.14.0-60.fc35 and kernel 6.1.0-18-amd64.')).toEqual([]);
  });
});

describe('the place of a fact', () => {
  it('is the line of the version, with the words of that line', () => {
    const { facts } = parseReport({
      title: '',
      body: '## Setup\n\nThis is a long line about the kernel\n5.10.3 that follows.',
    });
    expect(facts).toEqual([{ kind: 'linux', value: '5.10.3', quote: '5.10.3', section: 'Setup', line: 4 }]);
  });

  it('is line 0 for the title', () => {
    expect(parseReport({ title: 'Xen 4.17 hangs', body: '' }).facts).toEqual([
      { kind: 'xen', value: '4.17', quote: 'Xen 4.17', section: '', line: 0 },
    ]);
  });
});
