/** Recognises machine text outside code blocks: a line that a kernel, a hypervisor or a program printed. */

/**
 * `log`: nobody types such a line by hand; `maybe`: `driver: text`, machine text when it stands next to a log line.
 */
export type LogShape = 'log' | 'maybe' | 'no';

/** First words that only log lines have, each with what must follow. */
const OPENINGS: ReadonlyMap<string, RegExp> = new Map([
  ['bios-e820', /^BIOS-e820/],
  ['booting', /^Booting (?:paravirtualized|Linux on|the kernel)/],
  ['brk', /^brk/],
  ['bug', /^BUG: /],
  ['call', /^Call [Tt]race:/],
  ['code', /^Code: (?:[0-9a-f<(]|Bad)/],
  ['command', /^Command line: \S+[=\s]/],
  ['cpu', /^CPU: \d/],
  ['cr', /^CR[234]: [0-9a-f]/],
  ['cs', /^CS: /],
  ['dma', /^DMA(?:32)?(?: free)?: ?\d/],
  ['dmi', /^DMI: /],
  ['dr', /^DR[0-7]: /],
  ['dracut', /^dracut(?:-\w+)?(?:\[\d+\])?:? ?(?:\w+: |Warning)/],
  ['eax', /^EAX: /],
  ['efi', /^EFI stub: /],
  ['eip', /^EIP: /],
  ['esi', /^ESI: /],
  ['exception', /^Exception in thread/],
  ['file', /^File "[^"]{1,300}", line \d/],
  ['fs', /^FS: /],
  ['general', /^general protection fault(?:[,:]| maybe| \d{4}|, probably)/],
  ['hardware', /^Hardware name: /],
  ['hypervisor', /^Hypervisor detected/],
  ['info', /^INFO: (?:task|rcu|trying)/],
  ['internal', /^Internal error: /],
  ['invalid', /^invalid opcode: /],
  ['ip', /^IP: \[?</],
  ['kernel', /^kernel(?: BUG at|: (?!v?\d+\.\d)|\[\d)|^[Kk]ernel (?:panic|command line:|Offset:)/],
  ['killed', /^Killed process \d/],
  ['libxl', /^libxl: /],
  ['linux', /^Linux version \d/],
  ['loading', /^Loading (?:Xen|Linux|initial ramdisk)/],
  ['lr', /^lr : /],
  ['mem', /^Mem(?:-Info)?: *(?:$|\d)/],
  ['memtotal', /^MemTotal: +\d/],
  ['modules', /^Modules linked in:/],
  ['node', /^Node \d/],
  ['normal', /^Normal(?: free)?: ?\d/],
  ['oops', /^Oops(?:: |\s\d)/],
  ['oom', /^oom[-_]/],
  ['out', /^Out of memory: /],
  ['parsing', /^Parsing config/],
  ['pc', /^pc : /],
  ['pgd', /^PGD /],
  ['pkru', /^PKRU: /],
  ['pstate', /^pstate: /],
  ['r', /^R\d\d: [0-9a-f]{8}/],
  ['rax', /^RAX: /],
  ['rbp', /^RBP: /],
  ['rcu', /^rcu: /],
  ['rdx', /^RDX: /],
  ['rebooting', /^Rebooting in \d/],
  ['rip', /^RIP: /],
  ['rsp', /^RSP: /],
  ['sp', /^sp : /],
  ['stack', /^Stack:$/],
  ['swap', /^Swap: +\d/],
  ['total', /^total +used +free/],
  ['traceback', /^Traceback \(most recent/],
  ['unable', /^unable to handle kernel/i],
  ['warning', /^WARNING: (?:CPU|at )/],
  ['watchdog', /^watchdog: /],
  ['workqueue', /^Workqueue: /],
  ['x', /^x\d\d?: [0-9a-f]{8}/],
  ['xc', /^xc: /],
  ['xen', /^Xen: \[mem |^Xen version: \d|^xen:\S+: /],
  ['xl', /^xl: (?:error|fatal|unable)/],
]);

const SYSLOG = /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d /;
/** `systemd[1]: `, `igb 0000:07:00.0: `, `btrfs_init+0x8f/0xa0`, `xen_version            : 4.4`, `/local/domain/0`. */
const PROGRAM =
  /^(?:[\w.:/-]{1,40}\[\d{1,9}\]: |[\w-]{1,30} [0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]:? |(?:\? )?[\w.$]{1,120}\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8}|[a-z][a-z_]{2,30}(?: {2,}|\t+) *: |at [\w.$<>]{1,200}\([\w.]{1,100}:\d|Domain-0 {2,}\d|Name {2,}ID +Mem|NAME {2,}(?:MAJ:MIN|FSTYPE|STATE)|Module {2,}Size +Used|CONFIG_\w+=|GRUB_[A-Z_]{1,40}=|[A-Z][A-Z0-9_]{3,40}=["'\w/]|\/dev\/[\w/.-]{1,80}: [A-Z]|\/local\/domain|\w[\w-]{0,30}: (?:error|ERROR|\[Hardware Error\]): |ata\d+(?:\.\d+)?: |usb \d+-[\d.]+: |[a-z][a-z_0-9]{2,25} (?!\d\d?:\d\d:)[\w.-]{1,30}:[\w:.-]{0,20}\d: |EXT4-fs(?: \w+)? \(|XFS \(|BTRFS(?: \w+)?(?: \(|: )|\(git\)-)/;
const MAYBE = /^[a-z][\w./()-]{0,40}(?:[ -][\w.:]{1,30})?(?:\[\d+\])?: \S/;

const DMESG_TIME = /^\[[ \d]{1,10}\.\d{3,9}\]/;

/** How much a line, trimmed, looks like machine text. */
export function logShape(text: string): LogShape {
  const first = text.charCodeAt(0);
  if (first === 0x5b) return bracketShape(text);
  if (first >= 0x30 && first <= 0x39) return digitShape(text);
  if (first === 0x28) return /^\((?:XEN|d\d{1,5}|EE|WW|II|==)\)/.test(text) ? 'log' : 'no';
  if (first === 0x3c)
    return /^<(?:\d>|\/?(?:TASK|IRQ|NMI|EOI|SOFTIRQ|#\w{2}|UNK)>)/.test(text) ? 'log' : 'no';
  if (first === 0x3f) return /^\? [\w.]{1,120}(?:\+0x| \()/.test(text) ? 'log' : 'no';
  if (first === 0x23) return /^#PF: |^# CONFIG_\w+ is not set/.test(text) ? 'log' : 'no';
  if (first === 0x2d) return /^-{3,}\[ (?:cut here|end [tK])/.test(text) ? 'log' : 'no';
  if (first === 0x7b) return /^\{\d+\}\[Hardware Error\]/.test(text) ? 'log' : 'no';
  if (first >= 0x2500 && first <= 0x257f) return 'log';
  return letterShape(text);
}

/** Whether a line starts with the kernel's time stamp; such lines are the ones that mail programs wrap. */
export function startsWithKernelTime(text: string): boolean {
  return /^(?:<\d>)?\[[ \d]{1,10}\.\d{3,9}\]|^(?:\(XEN\)|\w{3} [ \d]\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\dT\d\d:)/.test(
    text,
  );
}

function bracketShape(text: string): LogShape {
  if (DMESG_TIME.test(text)) return 'log';
  return /^\[(?: {2}OK {2}| *\*{1,3} *|FAILED|DEPEND|<[0-9a-f]{8}|(?:\d{4}-\d\d-\d\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} [ \d]\d)[ T]|drm[:\]])/.test(
    text,
  )
    ? 'log'
    : 'no';
}

function digitShape(text: string): LogShape {
  // A date with a time, a PCI address, a row of /proc/interrupts.
  return /^(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] \w|\d{1,4}: {2,}\d+ )/.test(
    text,
  )
    ? 'log'
    : 'no';
}

function letterShape(text: string): LogShape {
  let end = 0;
  while (end < 12 && isLetter(text.charCodeAt(end))) end += 1;
  if (text.charCodeAt(end) === 0x2d && text.startsWith('-e820', end)) end += 5;
  const opening = OPENINGS.get(text.slice(0, end).toLowerCase());
  if (opening?.test(text)) return 'log';
  if (!hasLogMark(text)) return 'no';
  if (SYSLOG.test(text) || PROGRAM.test(text)) return 'log';
  return MAYBE.test(text) ? 'maybe' : 'no';
}

/** A cheap look before the patterns: each of them needs one of these near the start, and most prose has none. */
function hasLogMark(text: string): boolean {
  const end = Math.min(text.length, 64);
  let previous = 0;
  for (let at = 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x3a || code === 0x3d || code === 0x2b || code === 0x5b || code === 0x28 || code === 0x09)
      return true;
    if (code === 0x20 && previous === 0x20) return true;
    previous = code;
  }
  // A long program name or symbol is one word.
  return text.lastIndexOf(' ', 64) < 0 && text.length > 64;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
