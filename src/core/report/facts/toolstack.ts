/** Reads which toolstack manages the guests: xl, xm, XAPI, libvirt or Qubes. */

import { type FactReader, rank, type Scene } from './scene.js';

const SUBCOMMAND =
  /x[lm]\s+(?:-\w+\s+)*(?:block-\w+|config-\w+|console|cpupool-\w+|create|debug-keys|destroy|devd|dmesg|domid|domname|dump-core|info|list|mem-max|mem-set|migrate|network-\w+|pause|pci-\w+|reboot|restore|save|sched-credit2?|sharing|shutdown|sysrq|tmem-\w+|top|trigger|unpause|uptime|usb\w*|vcpu-\w+|vm-list|vncviewer|new|start|toolstack|tool|cfg|config|stack)\b/iy;
const LED_IN = /\b(?:with|using|via|by|use|uses|and|or|from|old|new|legacy)\s+[`"'*]*$/i;
const XE =
  /xe\s+(?:vm|host|sr|vdi|vbd|vif|pif|pool|network|task|template|pbd|patch|update|console|diagnostic|snapshot|pci|vgpu|gpu)-\w+/iy;

export const toolstackReader: FactReader = {
  words: [
    'xl',
    'xm',
    'xe',
    'xapi',
    'xenopsd',
    'xenapi',
    'libvirt',
    'libvirtd',
    'libxl',
    'virsh',
    'virt',
    'qvm',
    'qubesd',
    'qubesctl',
    'qubes',
    'qubesos',
    'xend',
  ],
  read(scene, start, end) {
    if (scene.isFull('toolstack') || /[-/_]/.test(scene.before(start, 1))) return;
    const word = scene.text.slice(start, end).toLowerCase();
    const stack = stackOf(scene, word, start, end);
    if (stack === null) return;
    scene.add('toolstack', stack.value, orderIn(scene, stack.sure), start, stack.end);
  },
};

interface Stack {
  readonly value: string;
  readonly end: number;
  /** False for a name that may only be mentioned. */
  readonly sure: boolean;
}

function stackOf(scene: Scene, word: string, start: number, end: number): Stack | null {
  if (word === 'xl' || word === 'xm') {
    const command = scene.match(SUBCOMMAND, start);
    if (command !== null) return { value: word, end: start + command[0].length, sure: true };
    return LED_IN.test(scene.before(start, 16)) ? { value: word, end, sure: false } : null;
  }
  if (word === 'xe') {
    const command = scene.match(XE, start);
    return command === null ? null : { value: 'xapi', end: start + command[0].length, sure: true };
  }
  if (word === 'xend') return { value: 'xm', end, sure: false };
  if (word === 'libxl') {
    // libxl speaks for xl, libvirt and Qubes alike: only its own error line is a trace of xl.
    return scene.text.startsWith('libxl: ', start) ? { value: 'xl', end, sure: false } : null;
  }
  if (word.startsWith('xapi') || word.startsWith('xeno') || word === 'xenapi')
    return { value: 'xapi', end, sure: true };
  if (word === 'virt') {
    return /^-(?:manager|install|xml)/.test(scene.text.slice(end, end + 10))
      ? { value: 'libvirt', end: end + 8, sure: true }
      : null;
  }
  if (word.startsWith('lib') || word === 'virsh') return { value: 'libvirt', end, sure: true };
  if (word === 'qvm')
    return scene.text.charCodeAt(end) === 0x2d ? { value: 'qubes', end: end + 1, sure: true } : null;
  return { value: 'qubes', end, sure: word === 'qubesd' || word === 'qubesctl' };
}

function orderIn(scene: Scene, sure: boolean): number {
  if (scene.span.kind === 'command') return rank.bootLog;
  if (scene.span.kind === 'log') return sure ? rank.stated : rank.prose;
  return sure ? rank.prose : rank.hint;
}
