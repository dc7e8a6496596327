/** Machine, platform, guest mode, toolstack, boot options, tool output and crash signatures out of reports. */

import { describe, expect, it } from 'vitest';
import { parseReport } from '../src/core/report/parse-report.js';
import type { FactKind } from '../src/core/report/report.js';

function values(kind: FactKind, body: string, title = ''): string[] {
  return parseReport({ title, body })
    .facts.filter((fact) => fact.kind === kind)
    .map((fact) => fact.value);
}

function fenced(...lines: string[]): string {
  return ['```', ...lines, '```'].join('\n');
}

describe('the machine', () => {
  it.each([
    [
      'Hardware name: Dell Inc. PowerEdge R540/0ABCDE, BIOS 2.10.2 02/24/2021',
      'dell',
      'poweredge r540',
      '2.10.2',
    ],
    ['DMI: Dell Inc. OptiPlex 9020/0PC5F7, BIOS A12 05/06/2015', 'dell', 'optiplex 9020', 'a12'],
    [
      'Hardware name: HP ProLiant DL380 Gen9/ProLiant DL380 Gen9, BIOS P89 07/18/2016',
      'hp',
      'proliant dl380 gen9',
      'p89',
    ],
    [
      'Hardware name: HP HP EliteBook 840 G5/83B2, BIOS Q78 Ver. 01.05.00 10/25/2018',
      'hp',
      'elitebook 840 g5',
      'q78 ver. 01.05.00',
    ],
    [
      'Hardware name: LENOVO 20HRCTO1WW/20HRCTO1WW, BIOS N1MET64W (1.49 ) 10/14/2020',
      'lenovo',
      '20hrcto1ww',
      'n1met64w (1.49 )',
    ],
    [
      'Hardware name: Supermicro X9DRi-LN4+/X9DRi-LN4+, BIOS 3.2 01/16/2015',
      'supermicro',
      'x9dri-ln4+',
      '3.2',
    ],
    [
      'Hardware name: Apple Inc. MacBookPro11,1/Mac-189A3D4F975D5FFC, BIOS 432.60.3.0.0 10/27/2021',
      'apple',
      'macbookpro11,1',
      '432.60.3.0.0',
    ],
  ])('is read from %j', (line, vendor, model, firmware) => {
    const body = fenced(`[    0.000000] ${line}`);
    expect([values('vendor', body), values('model', body), values('firmware', body)]).toEqual([
      [vendor],
      [model],
      [firmware],
    ]);
  });

  it.each([
    ['on a Dell PowerEdge R620', 'dell', 'poweredge r620'],
    ['my Latitude E6420', 'dell', 'latitude e6420'],
    ['a dell xps 9320 laptop', 'dell', 'xps 9320'],
    ['XPS 13 9360', 'dell', 'xps 13 9360'],
    ['the Dell R630 in the rack', 'dell', 'poweredge r630'],
    ['a Dell T5600', 'dell', 'precision t5600'],
    ['Dell Precision Mobile 7740', 'dell', 'precision 7740'],
    ['Inspiron 15-5547', 'dell', 'inspiron 15 5547'],
    ['OptiPlex 9020', 'dell', 'optiplex 9020'],
    ['Vostro 3550', 'dell', 'vostro 3550'],
    ['HP ProLiant DL360 G7', 'hp', 'proliant dl360 g7'],
    ['a ThinkPad X230', 'lenovo', 'thinkpad x230'],
    ['ThinkPad X1 Carbon Gen 6', 'lenovo', 'thinkpad x1 carbon gen 6'],
    ['Intel NUC 13', 'intel', 'nuc 13'],
  ])('is read from %j', (body, vendor, model) => {
    expect([values('vendor', body)[0], values('model', body)[0]]).toEqual([vendor, model]);
  });

  it('is read from the fields of a report', () => {
    const body = 'brand: Dell\nmodel: Latitude 7400\nbios: 1.3.11\nworks: no';
    expect([values('vendor', body), values('model', body), values('firmware', body)]).toEqual([
      ['dell'],
      ['latitude 7400'],
      ['1.3.11'],
    ]);
  });

  it.each([
    'dell-laptop and dell_wmi_sysman are loaded',
    'the Linux-Dell-Video string',
    'https://dell.com/support',
    'with a precision of 1000 ns',
    'MSI 0x40 on a Samsung SSD',
    '/usr/lib/hp/tool',
  ])('is not read from %j', (body) => {
    expect(values('vendor', body)).toEqual([]);
    expect(values('model', body)).toEqual([]);
  });

  it.each([
    ['dmidecode says BIOS version 1.7.0, 01/07/2020', ['1.7.0']],
    ['BIOS A12 is the newest', ['a12']],
    ['(firmware 2.23.0)', ['2.23.0']],
    ['system firmware 1.12.0', ['1.12.0']],
    ['BIOS updated from 1.10.0 to 1.12.0', ['1.12.0', '1.10.0']],
    ['a BIOS older than 2.8.0', []],
    ['the NIC firmware 14.27.1016', []],
    ['iwlwifi firmware 46.3', []],
    ['SeaBIOS 1.10.2', []],
    ['linux-firmware 20230210', []],
  ])('firmware in %j is %j', (body, expected) => {
    expect(values('firmware', body)).toEqual(expected);
  });

  it('prefers the one whose log it is to one that is mentioned', () => {
    const body = `Also seen on a PowerEdge R710.\n\n${fenced('Hardware name: Dell Inc. PowerEdge R620/01W23F, BIOS 2.2.2 01/16/2014')}`;
    expect(values('model', body)).toEqual(['poweredge r620', 'poweredge r710']);
  });
});

describe('EC2 and other platforms', () => {
  it.each([
    ['t2.micro', 'xen'],
    ['m4.2xlarge', 'xen'],
    ['c3.large', 'xen'],
    ['i3.metal', 'nitro'],
    ['t3.large', 'nitro'],
    ['m5d.24xlarge', 'nitro'],
    ['c5n.metal', 'nitro'],
  ])('%s runs on %s', (type, platform) => {
    const body = `The instance is a ${type} in AWS.`;
    expect(values('ec2-type', body)).toEqual([type]);
    expect(values('platform', body)).toEqual([platform, 'ec2']);
  });

  it('reads a family only where instances are meant', () => {
    expect(values('ec2-type', 'all t4g instances')).toEqual(['t4g']);
    expect(values('ec2-type', 'the m1 and r4 registers, t2 is the time')).toEqual([]);
  });

  it.each([
    [fenced('[    0.000000] Hypervisor detected: Xen HVM'), 'xen'],
    [fenced('systemd[1]: Detected virtualization kvm.'), 'kvm'],
    [fenced('DMI: Xen HVM domU, BIOS 4.11.1 01/01/2020'), 'xen'],
    [fenced('DMI: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.10.2 04/01/2014'), 'kvm'],
    [fenced('DMI: VMware, Inc. VMware Virtual Platform/440BX, BIOS 6.00 11/12/2020'), 'vmware'],
    [fenced('Hardware name: Amazon EC2 t3.micro/, BIOS 1.0 10/16/2017'), 'nitro'],
    [fenced('RIP: e030:xen_mc_flush+0x13a/0x230'), 'xen'],
    ['in VirtualBox on Windows', 'virtualbox'],
    ['on Hyper-V', 'hyper-v'],
    ['an Azure VM', 'azure'],
    ['crashes on bare metal', 'bare-metal'],
    ['a KVM guest', 'kvm'],
  ])('reads %j', (body, expected) => {
    expect(values('platform', body)[0]).toBe(expected);
  });

  it('puts what is only compared with behind', () => {
    expect(values('platform', 'It works fine on KVM and fails on VMware.')).toEqual(['vmware', 'kvm']);
  });

  it.each([
    'qemu-kvm is installed',
    'linux-aws package',
    'see aws.amazon.com/ec2',
    fenced('Modules linked in: kvm_intel kvm'),
  ])('reads none from %j', (body) => {
    expect(values('platform', body)).toEqual([]);
  });
});

describe('guest mode and toolstack', () => {
  it.each([
    [fenced('Booting paravirtualized kernel on Xen HVM'), ['hvm']],
    [fenced('Booting paravirtualized kernel on Xen PVH'), ['pvh']],
    [fenced('Booting paravirtualized kernel on Xen'), ['pv']],
    [fenced('Hardware name: Xen HVM domU, BIOS 4.2 01/01/2020'), ['hvm', 'domu']],
    [fenced('RIP: e030:xen_mc_flush+0x13a/0x230'), ['pv']],
    [fenced('builder = "hvm"'), ['hvm']],
    ['virt_mode: pvh', ['pvh']],
    ['a PV guest', ['pv']],
    ['Xen PV dom0', ['pv', 'dom0']],
    ['PVHVM instances', ['pvhvm']],
    ['PV-on-HVM', ['pvhvm']],
    ['It fails in domU.', ['domu']],
    ['the PV drivers for Windows', []],
    ['the PV holds two volume groups', []],
    ['dom0_mem is set', []],
  ])('mode in %j is %j', (body, expected) => {
    expect(values('guest-mode', body)).toEqual(expected);
  });

  it.each([
    ['I ran xl list', ['xl']],
    ['with xm', ['xm']],
    ['`xe vm-list` shows it', ['xapi']],
    ['XAPI restarts', ['xapi']],
    ['virsh start guest', ['libvirt']],
    ['qvm-start work', ['qubes']],
    ['an XL shirt', []],
    ['t2.xlarge', []],
  ])('toolstack in %j is %j', (body, expected) => {
    expect(values('toolstack', body)).toEqual(expected);
  });

  it('prefers the toolstack that was typed', () => {
    expect(values('toolstack', 'libvirt is installed\n\n$ xm list')).toEqual(['xm', 'libvirt']);
  });
});

describe('boot options', () => {
  it.each([
    [fenced('(XEN) Command line: placeholder dom0_mem=2G,max:2G loglvl=all')],
    [fenced('xen_commandline        : placeholder dom0_mem=2G,max:2G loglvl=all')],
    ['GRUB_CMDLINE_XEN_DEFAULT="dom0_mem=2G,max:2G loglvl=all"'],
    [fenced('multiboot2 /boot/xen-4.14.gz dom0_mem=2G,max:2G loglvl=all')],
    [fenced('kernel /xen.gz dom0_mem=2G,max:2G loglvl=all')],
    [fenced('[global]', 'options=dom0_mem=2G,max:2G loglvl=all')],
    ['Xen command line: dom0_mem=2G,max:2G loglvl=all'],
    ['I boot with `dom0_mem=2G,max:2G` and `loglvl=all`.'],
  ])("Xen's in %j", (body) => {
    expect(values('xen-option', body)).toEqual(['dom0_mem=2G,max:2G', 'loglvl=all']);
    expect(values('linux-option', body)).toEqual([]);
  });

  it.each([
    [
      fenced(
        '[    0.000000] Kernel command line: BOOT_IMAGE=/vmlinuz-4.9 root=UUID=1 ro quiet nomodeset iommu=soft',
      ),
    ],
    [fenced('[    0.000000] Command line: root=/dev/xvda1 nomodeset iommu=soft')],
    [fenced('$ cat /proc/cmdline', 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro nomodeset iommu=soft')],
    ['GRUB_CMDLINE_LINUX="quiet splash nomodeset iommu=soft"'],
    [fenced('linux /vmlinuz-5.10 root=/dev/sda1 nomodeset iommu=soft')],
    [fenced('module2 /vmlinuz-5.10 placeholder root=/dev/sda1 nomodeset iommu=soft')],
    ['with nomodeset and iommu=soft on the kernel command line'],
  ])("Linux's in %j", (body) => {
    expect(values('linux-option', body)).toEqual(['nomodeset', 'iommu=soft']);
    expect(values('xen-option', body)).toEqual([]);
  });

  it('gives an option of both to the one that is spoken of', () => {
    expect(
      values('xen-option', 'I added reboot=acpi to the Xen command line, no, to Xen: reboot=acpi'),
    ).toEqual(['reboot=acpi']);
    expect(values('linux-option', 'kernel parameter reboot=p')).toEqual(['reboot=p']);
    const both = fenced('append /xen.gz iommu=verbose --- /vmlinuz-4.4 iommu=pt');
    expect([values('xen-option', both), values('linux-option', both)]).toEqual([
      ['iommu=verbose'],
      ['iommu=pt'],
    ]);
  });

  it.each([
    'xen_emul_unplug=never? No, default.',
    'Do you use `nomodeset`? No.',
    'nomodeset: not set',
    'Should I add nomodeset?',
    'Should I add nomodeset to the command line',
    'I wonder whether nomodeset helps.',
    'It boots without nomodeset.',
    'Without the kernel option `iommu=soft` it is slow.',
    'I did not set iommu=soft.',
    "I haven't tried nomodeset yet.",
  ])('are not set where a sentence denies or only asks: %j', (body) => {
    const set = ['nomodeset', 'iommu=soft', 'xen_emul_unplug=never'];
    expect(values('linux-option', body).filter((option) => set.includes(option))).toEqual([]);
  });

  it.each([
    'Tried nomodeset, no change.',
    'nomodeset: no change',
    'It does not boot with nomodeset either.',
    'Do you use `nomodeset`? Yes.',
    'It hangs with and without nomodeset.',
    'What can I do? I boot with nomodeset.',
    'It is not fast. I set nomodeset, should I worry?',
    fenced('without nomodeset', '[    0.000000] Command line: nomodeset'),
  ])('are set in %j', (body) => {
    expect(values('linux-option', body)).toEqual(['nomodeset']);
  });

  it('takes no assignment of a program for an option', () => {
    const body = fenced('root=2 block=711', 'tsc: 5', 'console output', 'mem 4');
    expect([...values('xen-option', body), ...values('linux-option', body)]).toEqual([]);
  });
});

describe('tool output', () => {
  it.each([
    [fenced('# xl info', 'host : box'), ['xl info']],
    [fenced('root@box:~# xm list', 'Name   ID'), ['xm list']],
    [fenced('$ sudo free -m', 'x'), ['free']],
    [fenced('$ cat /proc/meminfo', 'x'), ['meminfo']],
    [fenced('xen_major              : 4'), ['xl info']],
    [fenced('Name                  ID   Mem VCPUs	State	Time(s)'), ['xl list']],
    [fenced('total        used        free      shared'), ['free']],
    [fenced('00:1f.3 Audio device: Intel Corporation'), ['lspci']],
    [fenced('[    0.760401] usb 1-4: new device'), ['dmesg']],
    [fenced('(XEN) Xen version 4.14'), ['xl dmesg']],
    [fenced('Settings for eth0:'), ['ethtool']],
    [fenced('/local/domain/0/backend = ""'), ['xenstore-ls']],
    [fenced('NAME    MAJ:MIN RM  SIZE RO TYPE MOUNTPOINT'), ['lsblk']],
    ['I looked at xl info and free.', []],
    [fenced('# xl info'), []],
  ])('in %j is %j', (body, expected) => {
    expect(values('tool-output', body)).toEqual(expected);
  });
});

describe('crash signatures', () => {
  it('are the place and the first sure frames, without those that every trace has', () => {
    const body = fenced(
      '[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000018',
      '[    1.000001] RIP: 0010:blkif_interrupt+0x10/0x20 [xen_blkfront]',
      '[    1.000002] Call Trace:',
      '[    1.000003]  <IRQ>',
      '[    1.000004]  dump_stack+0x57/0x6a',
      '[    1.000005]  ? guessed_frame+0x1/0x2',
      '[    1.000006]  handle_irq_event+0x1/0x2',
      '[    1.000007]  xennet_poll.part.3+0x1/0x2 [xen_netfront]',
    );
    expect(values('oops', body)).toEqual([
      'blkif_interrupt+xen_blkfront',
      'handle_irq_event',
      'xennet_poll+xen_netfront',
    ]);
  });

  it.each([
    [fenced('EIP is at xen_spin_kick+0x1/0x2'), 'xen_spin_kick'],
    [
      fenced('IP: [<ffffffffa01ecbdf>] xen_blkif_map+0x32ef/0x3510 [xen_blkback]'),
      'xen_blkif_map+xen_blkback',
    ],
    [
      fenced('RIP: 0010:[<ffffffff810013aa>]  [<ffffffff810013aa>] xen_hypercall_sched_op+0xa/0x20'),
      'xen_hypercall_sched_op',
    ],
    [fenced('pc : xen_swiotlb_dma_supported+0x30/0xc8'), 'xen_swiotlb_dma_supported'],
    [fenced('kernel BUG at drivers/xen/events.c:130!'), 'drivers/xen/events.c:130'],
    [
      fenced('WARNING: CPU: 1 PID: 9 at net/core/dev.c:2 skb_warn_bad_offload+0x1/0x2'),
      'skb_warn_bad_offload',
    ],
    [fenced('BUG: KASAN: use-after-free in xenvif_free+0x1/0x2 [xen_netback]'), 'xenvif_free+xen_netback'],
  ])('%j gives %s', (body, expected) => {
    expect(values('oops', body)).toEqual([expected]);
  });
});

describe('facts of a whole report', () => {
  it('are bounded, whatever is repeated', () => {
    const lines = Array.from(
      { length: 3000 },
      (_, i) => `Xen 4.${i % 30}.${i}, kernel 5.${i % 19}.${i % 400}, opt${i}, iommu=${i}`,
    );
    const { facts } = parseReport({ title: '', body: lines.join('\n\n') });
    expect(facts.filter(({ kind }) => kind === 'linux').length).toBe(12);
    expect(facts.filter(({ kind }) => kind === 'linux-option').length).toBeLessThanOrEqual(40);
  });

  it('are listed once, at their best mention, and come after the rest when quoted', () => {
    const body = [
      'Dell R620',
      '',
      '> Dell R710 with xl list',
      '',
      fenced('DMI: Dell Inc. PowerEdge R620/0, BIOS 2.2.2 01/16/2014'),
    ].join('\n');
    const { facts } = parseReport({ title: '', body });
    expect(facts.map(({ kind, value, line }) => `${kind} ${value} ${line}`)).toEqual([
      'toolstack xl 3',
      'vendor dell 6',
      'model poweredge r620 6',
      'model poweredge r710 3',
      'firmware 2.2.2 6',
    ]);
  });
});
