/** Reads the signature of a kernel crash: where it happened and what had called it. */

import { type FactReader, rank, type Scene } from './scene.js';

const PLACE =
  '([A-Za-z_][\\w.]{2,80})(?:\\+0x[0-9a-f]{1,6}(?:/0x[0-9a-f]{1,6})?)(?:[^\\[\\n]{0,80}?\\[([\\w-]{1,40})\\])?';
const ADDRESSES = '(?:\\[<[0-9a-f]+>\\]\\s*){0,2}';
const RIP = new RegExp(
  `(?:rip|eip|pc|ip)(?: is at|\\s?:)?\\s+(?:[0-9a-f]{4}:)?\\s*${ADDRESSES}${PLACE}`,
  'iy',
);
const RIP_DECODED = /rip:?\s+(?:[0-9a-f]{4}:)?([a-z_][\w.]{2,80})(?= \(|[\s,]|$)/iy;
const WARNING = new RegExp(`warning: (?:cpu: \\d+ pid: \\d+ )?at \\S{1,200} ${PLACE}`, 'iy');
const SANITIZER = new RegExp(`bug: k\\w{1,4}san: .{1,80}? in ${PLACE}`, 'iy');
const BUG_AT =
  /bug at (?:\S{0,120}?\/)??((?:arch|block|crypto|drivers|fs|include|init|io_uring|ipc|kernel|lib|mm|net|security|sound|virt|common)\/[\w./-]{1,100}\.[chS]:\d{1,6})/iy;
const FRAME = new RegExp(
  `^(?:<\\d>)?(?:\\[[ \\dT.C]{1,24}\\]\\s*){0,2}(?:(?:\\w{3} [ \\d]\\d [\\d:]{8}|\\S{1,40}T[\\d:.+-]{8,30}) \\S{1,60} kernel:\\s*(?:\\[[ \\d.]{1,20}\\])?\\s*)?${ADDRESSES}${PLACE}`,
);
/** Frames of the crash's own reporting and of the way into the kernel: every trace has them. */
const COMMON =
  /^(?:dump_stack\w*|show_(?:stack|trace)\w*|panic|__?warn\w*|report_bug|handle_bug|print_\w+|kasan_\w+|__kasan\w*|(?:asm_)?exc_\w+|asm_\w+|die|__die\w*|oops_end|page_fault_oops|no_context|do_(?:error_trap|invalid_op|page_fault|trap|syscall_64|exit)|invalid_op|(?:async_)?page_fault|__bad_area\w*|bad_area\w*|ret_from_fork\w*|entry_SYSCALL\w*|__do_\w+_fault|end_repeat_nmi|nmi_\w+|default_do_nmi|exc_nmi|kthread|watchdog_\w+|__schedule|schedule\w*|xen_(?:page_fault|invalid_op)|x64_sys_call|__x64_sys_\w+|system_call\w*|secondary_startup\w*|start_secondary)$/;

/** Frames kept of a trace, and traces that are read. */
const FRAME_LIMIT = 5;
const TRACE_LIMIT = 2;

export const oopsReader: FactReader = {
  words: ['rip', 'eip', 'ip', 'pc', 'warning', 'bug', 'call'],
  read(scene, start, end) {
    if (scene.isFull('oops')) return;
    const word = scene.text.slice(start, end).toLowerCase();
    if (word === 'call') {
      if (/^Call [Tt]race:/.test(scene.text.slice(start, start + 11)) && scene.traces < TRACE_LIMIT) {
        scene.traces += 1;
        scene.framesLeft = FRAME_LIMIT;
      }
      return;
    }
    if (word === 'ip' && !/^IP:? (?:is at|\[)/.test(scene.text.slice(start, start + 9))) return;
    const place = scene.match(word === 'warning' ? WARNING : word === 'bug' ? SANITIZER : RIP, start);
    if (place !== null) addPlace(scene, place, word === 'warning' ? rank.bootLog : rank.failingRun);
    else if (word === 'rip') addPlace(scene, scene.match(RIP_DECODED, start), rank.bootLog);
    else if (word === 'bug') {
      const bug = scene.match(BUG_AT, start);
      if (bug?.[1] !== undefined) scene.add('oops', bug[1], rank.bootLog, start, start + bug[0].length);
    }
  },
};

/** Reads a frame of the trace that is open, if the span is one. Frames marked `?` are guesses of the kernel's. */
export function readFrame(scene: Scene): void {
  if (!scene.text.includes('+0x')) return;
  const found = FRAME.exec(scene.text);
  const name = found?.[1];
  if (found === null || name === undefined || COMMON.test(name)) return;
  const depth = FRAME_LIMIT - scene.framesLeft;
  scene.framesLeft -= 1;
  const start = found[0].lastIndexOf(name);
  scene.add('oops', placeName(found), rank.stated + scene.traces + depth / 10, start, found[0].length);
}

function addPlace(scene: Scene, found: RegExpExecArray | null, order: number): void {
  if (found === null) return;
  const at = found.index + found[0].indexOf(found[1] ?? '');
  scene.add('oops', placeName(found), order, found.index, found.index + found[0].length, at);
}

/** `igb_rd32+igb` for a function of a module, the function alone for the kernel's own. */
function placeName(found: RegExpExecArray): string {
  const name = (found[1] ?? '').replace(/\.(?:(?:constprop|isra|part|cold|llvm)[\w.]*)?$/, '');
  return found[2] === undefined ? name : `${name}+${found[2]}`;
}
