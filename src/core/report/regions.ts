/** Cuts the body into code (fenced, `<pre>`) and open text, without comments and without HTML's scaffolding. */

import { closesFence, type Fence, openingFence } from './fence.js';
import type { Line } from './lines.js';

/** Code keeps its lines as they are; open text has lost comments and tags. */
export interface Region {
  readonly kind: 'code' | 'open';
  /** First word behind an opening fence, lower case: `diff`, `shell`, `''`. */
  readonly language: string;
  readonly lines: readonly Line[];
}

const SCAFFOLD =
  /<\/?(?:details|summary|pre|code|p|div|br|hr|img|table|thead|tbody|tr|td|th|ul|ol|li|b|i|em|strong|kbd|samp|a|center|span|font|sub|sup|blockquote|h[1-6])(?:\s[^<>]{0,500})?\/?>/gi;
const PRE_END = /<\/pre(?:\s[^<>]{0,500})?>/i;
const PRE = /<pre(?:\s[^<>]{0,500})?>/i;

/** Splits lines into regions; every line that is not a comment, a fence or a bare tag is in exactly one of them. */
export function cutRegions(lines: readonly Line[]): Region[] {
  return new RegionReader(lines).read();
}

class RegionReader {
  private readonly regions: Region[] = [];
  private open: Line[] = [];
  /** Set once a search to the end has found no closing mark, so that no second search is made. */
  private noCommentEnd = false;
  private noPreEnd = false;
  private row = 0;
  /** Above 0 behind a comment in the middle of a line. */
  private offset = 0;
  private readonly isForm: boolean;
  private readonly lines: readonly Line[];

  constructor(lines: readonly Line[]) {
    this.lines = lines;
    this.isForm = isIssueForm(lines);
  }

  read(): Region[] {
    while (this.row < this.lines.length) {
      const line = this.lines[this.row];
      if (line === undefined) break;
      const fence = this.offset === 0 ? openingFence(line.text) : null;
      if (fence === null) this.readOpenText(line);
      else this.readFence(fence, line);
    }
    this.closeOpen();
    return this.regions;
  }

  /** Takes the rest of a line, or what stands before its next comment, or a whole `<pre>`. */
  private readOpenText(line: Line): void {
    const comment = line.text.indexOf('<!--', this.offset);
    if (comment >= 0) {
      this.pushPart(line, this.offset, comment);
      this.skipComment(comment);
      return;
    }
    if (this.offset === 0 && startsWithTag(line.text)) {
      const pre = this.noPreEnd ? null : PRE.exec(line.text);
      const end = pre === null ? null : this.findPreEnd();
      if (pre !== null && end !== null) {
        this.readPre(line, pre, end);
        return;
      }
      this.pushWithoutTags(line);
    } else if (this.offset === 0) this.open.push(line);
    else this.pushPart(line, this.offset, line.text.length);
    this.goTo(this.row + 1, 0);
  }

  private skipComment(start: number): void {
    let from = start + 2;
    for (let row = this.row; !this.noCommentEnd && row < this.lines.length; row += 1) {
      const end = this.lines[row]?.text.indexOf('-->', from) ?? -1;
      if (end >= 0) {
        this.goTo(row, end + 3);
        return;
      }
      from = 0;
    }
    // Nobody closed it: a forgotten mark must not hide the report.
    this.noCommentEnd = true;
    this.goTo(this.row, start + 4);
  }

  private goTo(row: number, offset: number): void {
    this.row = row;
    this.offset = offset;
  }

  private readFence(fence: Fence, line: Line): void {
    this.closeOpen();
    const first = this.row + 1;
    let end = first;
    while (end < this.lines.length && !this.endsFence(fence, end)) end += 1;
    const language = /^[\w+-]{0,30}/.exec(fence.behind)?.[0].toLowerCase() ?? '';
    const code = this.lines.slice(first, end);
    // Text pasted right behind the fence is no language.
    if (/\s\S+\s/.test(fence.behind)) code.unshift({ text: fence.behind, line: line.line });
    this.regions.push({ kind: 'code', language, lines: code });
    this.goTo(closesFence(fence, this.lines[end]?.text ?? '') ? end + 1 : end, 0);
  }

  private endsFence(fence: Fence, at: number): boolean {
    const text = this.lines[at]?.text ?? '';
    if (closesFence(fence, text)) return true;
    // In an issue form a stray fence would swallow the fields behind it; GitHub puts blank lines around their labels.
    return (
      this.isForm &&
      text.startsWith('### ') &&
      this.lines[at - 1]?.text.trim() === '' &&
      (this.lines[at + 1]?.text ?? '').trim() === ''
    );
  }

  private findPreEnd(): number | null {
    for (let row = this.row; row < this.lines.length; row += 1) {
      if (PRE_END.test(this.lines[row]?.text ?? '')) return row;
    }
    this.noPreEnd = true;
    return null;
  }

  private readPre(line: Line, pre: RegExpExecArray, end: number): void {
    this.pushWithoutTags({ text: line.text.slice(0, pre.index), line: line.line });
    this.closeOpen();
    const code: Line[] = [];
    let behind = 0;
    for (let row = this.row; row <= end; row += 1) {
      const { text, line: number } = this.lines[row] ?? line;
      const start = row === this.row ? pre.index + pre[0].length : 0;
      const close = row === end ? PRE_END.exec(text) : null;
      if (close !== null) behind = close.index + close[0].length;
      const part = text.slice(start, Math.max(start, close?.index ?? text.length));
      code.push({ text: part.replace(/^\s*<code>|<\/code>\s*$/gi, ''), line: number });
    }
    this.regions.push({ kind: 'code', language: '', lines: code });
    this.goTo(end, behind);
  }

  private pushPart(line: Line, start: number, end: number): void {
    const text = line.text.slice(start, end);
    if (text.trim() !== '') this.open.push({ text, line: line.line });
    // A line of nothing but comments separates paragraphs no more than it is one.
    else if (start === 0 && this.open.length > 0) this.open.push({ text: '', line: line.line });
  }

  private pushWithoutTags(line: Line): void {
    let any = false;
    for (const part of line.text.split(SCAFFOLD)) {
      if (part.trim() === '') continue;
      this.open.push({ text: part.trim(), line: line.line });
      any = true;
    }
    if (!any) this.open.push({ text: '', line: line.line });
  }

  private closeOpen(): void {
    if (this.open.length > 0) this.regions.push({ kind: 'open', language: '', lines: this.open });
    this.open = [];
  }
}

/** GitHub writes an issue form's answers as `### Label`, blank line, answer; the body begins with the first label. */
export function isIssueForm(lines: readonly Line[]): boolean {
  const first = lines.findIndex((line) => line.text.trim() !== '');
  return (lines[first]?.text ?? '').startsWith('### ') && (lines[first + 1]?.text ?? '').trim() === '';
}

function startsWithTag(text: string): boolean {
  let at = 0;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at += 1;
  return text.charCodeAt(at) === 60 && /^<\/?[a-z]/i.test(text.slice(at, at + 3));
}
