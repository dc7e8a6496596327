/** Reads which tools' output the report contains, by the command typed before it or by its shape. */

import type { Span } from '../report.js';
import { rank, type Scene } from './scene.js';

/** Tools by themselves; those with a subcommand are named with it. */
const TOOLS: ReadonlySet<string> = new Set(
  `btrfs df dmesg dmidecode efibootmgr ethtool fdisk free hwinfo ifconfig iperf iperf3 journalctl lsblk lscpu lsinitramfs lsinitrd
   lsmod lspci lsusb mdadm modinfo mpstat numactl nvme qvm-ls qvm-pci qvm-prefs smartctl sysctl top uname vmstat xenstore-ls xenstore-read xentop`.split(
    /\s+/,
  ),
);
const WITH_SUBCOMMAND: ReadonlySet<string> = new Set([
  'xl',
  'xm',
  'xe',
  'virsh',
  'xenpm',
  'systemctl',
  'kdumpctl',
  'xen-detect',
]);

/** Name of the tool that a command runs, `xl info`, `free`, `meminfo`; null for one that says nothing about the system. */
export function toolOf(command: string): string | null {
  const words = command
    .slice(0, 300)
    .replace(/^.{0,200}?[$#%>] +/, '')
    .trim()
    .split(/\s+/)
    .filter((word) => !/^(?:sudo|su|-c|time|watch|chroot)$|^\w+=/.test(word));
  const [first = '', ...rest] = words;
  const tool = first.replace(/^.*\//, '');
  const second = rest.find((word) => !word.startsWith('-')) ?? '';
  if (WITH_SUBCOMMAND.has(tool) && /^[\w-]+$/.test(second)) return `${tool} ${second}`;
  if (TOOLS.has(tool)) return tool;
  const file =
    /^\/(?:proc|sys)\/(?:\w+\/)*(meminfo|cmdline|interrupts|cpuinfo|version|mdstat|iomem|xen|capabilities|extra|major|minor)$/.exec(
      second,
    )?.[1];
  return tool === 'cat' && file !== undefined ? file : null;
}

/** Adds the tool that was typed in `command` and that printed what follows it. */
export function addTyped(scene: Scene, command: Span): void {
  const tool = toolOf(command.text);
  if (tool === null) return;
  const { span, text } = scene;
  scene.span = command;
  scene.text = command.text;
  scene.add('tool-output', tool, rank.failingRun, 0, command.text.length);
  scene.span = span;
  scene.text = text;
}

const LISTING_LINE =
  /^(?:xen_(?:major|minor|extra|version|caps|scheduler|pagesize|changeset|commandline)|free_memory|total_memory|nr_cpus|virt_caps|cores_per_socket|xend_config_format) *\t*:/;

/** The tool whose output a line has the shape of, `''` for none. Called for every line of every log. */
export function shapeOf(text: string): string {
  const first = text.charCodeAt(0);
  if (first === 0x5b) return /^\[ {0,8}\d{1,6}\.\d{6}\]/.test(text) ? 'dmesg' : '';
  if (first === 0x28) return text.startsWith('(XEN)') ? 'xl dmesg' : '';
  if (first >= 0x30 && first <= 0x39) {
    return /^(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] [A-Z"\w]/.test(text) &&
      /controller|bridge|device|accelerator|peripheral|\[[0-9a-f]{4}\]|decoder/i.test(text)
      ? 'lspci'
      : '';
  }
  if (first === 0x4e)
    return /^Name {2,}ID +Mem/.test(text) ? 'xl list' : /^NAME +(?:MAJ:MIN|FSTYPE)/.test(text) ? 'lsblk' : '';
  if (first === 0x44) return /^Domain-0 +0 +\d+ +\d+ +\S*[rbpscd-]{4,}/.test(text) ? 'xl list' : '';
  if (first === 0x4d)
    return /^Module +Size +Used/.test(text)
      ? 'lsmod'
      : /^MemTotal: +\d+ kB/.test(text)
        ? 'meminfo'
        : /^Mem: +\d+\S* +\d+\S* +\d/.test(text)
          ? 'free'
          : '';
  if (first === 0x53 || first === 0x46)
    return /^(?:Settings|Features|Offload parameters) for [a-z]/.test(text) ? 'ethtool' : '';
  if (first === 0x2f) return text.startsWith('/local/domain/') ? 'xenstore-ls' : '';
  if (first === 0x74 && /^total +used +free/.test(text)) return 'free';
  if (first === 0x74 && /^(?:tx-checksumming|tcp-segmentation-offload): o/.test(text)) return 'ethtool';
  return (first === 0x78 || first === 0x66 || first === 0x74 || first === 0x6e || first === 0x76) &&
    LISTING_LINE.test(text)
    ? 'xl info'
    : '';
}

/** Adds what the shape of a log line shows. The old toolstack prints the same lists under its own name. */
export function addShape(scene: Scene): void {
  const shape = shapeOf(scene.text);
  // The lines of one output follow each other.
  if (shape === '' || (shape === scene.lastShape && scene.text.charCodeAt(0) !== 0x78)) return;
  scene.lastShape = shape;
  const typed = scene.command === '' ? null : toolOf(scene.command);
  const isOld =
    /^xl (?:info|list)$/.test(shape) && (typed?.startsWith('xm ') === true || scene.text.startsWith('xend_'));
  scene.add('tool-output', isOld ? shape.replace('xl', 'xm') : shape, rank.stated, 0, scene.text.length);
}
