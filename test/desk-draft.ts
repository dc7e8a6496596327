/** One draft as triage makes it, for tests of the desk: a report in our own words with everything that can be shown. */

import type { DraftContent } from '../src/core/plan/action.js';
import type { IssueSight } from '../src/core/plan/issue-sight.js';

export interface DraftSeed extends DraftContent {
  readonly repo: string;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  /** `acme` and its installation unless told otherwise. */
  readonly owner?: string;
  readonly installationId?: number;
  /** The issue as it was when the draft was made. */
  readonly seen?: IssueSight;
}

const body = `### What happened?

The installer starts fine in an HVM guest, but the partitioner says there is no disk to install on.
The network card is missing as well. The same ISO installs on a KVM host next to it.

### Log

\`\`\`
[    0.000000] Linux version 3.0.0-12-generic (gcc version 4.6.1) #20
[    0.000000] Hypervisor detected: Xen HVM
[    0.000000] Xen version 4.1.
[    0.000000] Xen Platform PCI: I/O protocol version 1
[   14.331022] modprobe: FATAL: Module xen-blkfront not found.
[   14.331901] modprobe: FATAL: Module xen-platform-pci not found.
[   31.002177] xenbus_probe_frontend: Device with no driver: device/vbd/768
\`\`\`

### Versions

Xen 4.1.2, kernel 3.0.0-12-generic

### What did you try?

> Boot with \`xen_emul_unplug=never\`

That worked, but the disk is very slow, and I would rather not keep it.
`;

/** A draft as triage makes it; a test changes what it is about. */
export const exampleDraft: Omit<DraftSeed, 'number'> = {
  repo: 'xen-tools',
  title: 'Installer sees no disk in a Xen HVM guest',
  body,
  category: 'xen-platform-pci',
  confidence: 0.968,
  decision: 'label',
  reason:
    'The log shows an HVM guest whose emulated disks were unplugged while its front-end drivers are missing.',
  evidence: [
    {
      signal: 'no-blkfront',
      says: 'The initial RAM disk lacks the block front-end driver',
      quote: 'modprobe: FATAL: Module xen-blkfront not found.',
      section: 'Log',
      line: 13,
      weight: 2.6,
    },
    {
      signal: 'no-driver',
      says: 'A virtual device has no driver',
      quote: 'xenbus_probe_frontend: Device with no driver: device/vbd/768',
      section: 'Log',
      line: 15,
      weight: 1.9,
    },
    {
      signal: 'no-disk',
      says: 'The installer of an HVM guest finds no disk',
      quote:
        'in an HVM guest, but the partitioner says there is no disk to install on. The network card is missing as well.',
      section: 'What happened?',
      line: 3,
      weight: 1.4,
    },
    {
      signal: 'title-no-disk',
      says: 'The title says that a Xen guest sees no disk',
      quote: 'no disk in a Xen HVM guest',
      section: '',
      line: 0,
      weight: 1.1,
    },
  ],
  against: [
    {
      signal: 'emulated-works',
      says: 'The guest starts with emulated devices, as it also would with a broken driver',
      quote: 'That worked, but the disk is very slow',
      section: 'What did you try?',
      line: 26,
      weight: -0.4,
    },
  ],
  runnerUp: { category: 'xl-xm-memory', confidence: 0.04 },
  facts: [
    { kind: 'linux', value: '3.0.0-12-generic', quote: '3.0.0-12-generic', section: 'Log', line: 9 },
    { kind: 'xen', value: '4.1.2', quote: 'Xen 4.1.2', section: 'Versions', line: 20 },
    { kind: 'guest-mode', value: 'hvm', quote: 'Xen HVM', section: 'Log', line: 10 },
    {
      kind: 'linux-option',
      value: 'xen_emul_unplug=never',
      quote: 'xen_emul_unplug=never',
      section: '',
      line: 24,
    },
  ],
  fix: {
    status: 'fixed-in',
    component: 'linux',
    reported: '3.0.0',
    fixedIn: '3.2',
    because:
      'From Linux 3.2 on the platform driver is built in where the front ends are; this report is about 3.0.0.',
  },
  missing: [
    {
      id: 'initramfs',
      question: 'Which Xen modules does the initial RAM disk contain (`lsinitramfs … | grep xen`)?',
    },
  ],
  weighed: {
    unmet: ['The guest has no network card.'],
    words: [{ word: 'front-end driver', weight: 0.31 }],
    thresholds: { label: 0.94, suggest: 0.35, margin: 0.15 },
  },
  reply: `Thanks for the log. This looks like a known problem: **the guest's initial RAM disk has no Xen front-end drivers**.

Xen unplugged the emulated disk, because the kernel said that it has drivers of its own:

> Module xen-blkfront not found.

What helps:

1. Add the drivers to the initial RAM disk:

   \`\`\`sh
   printf 'xen-platform-pci\\nxen-blkfront\\nxen-netfront\\n' >> /etc/initramfs-tools/modules
   update-initramfs -u
   \`\`\`

2. Or move to Linux 3.2 or later, where this cannot happen.

| kernel | platform driver |
|---|---|
| 3.0, 3.1 | module, may be left out |
| 3.2 and later | built in |

More about it: https://wiki.xenproject.org/wiki/Xen_Linux_PV_on_HVM_drivers`,
};
