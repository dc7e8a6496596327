/** Reads reports from files or standard input: Markdown, text, an issue or webhook payload in JSON, many in JSON lines. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decodeText } from './decode-text.js';

export interface NamedReport {
  /** From the input, or the name of the file. */
  readonly id: string | number;
  readonly title: string;
  readonly body: string;
  readonly author: string | null;
}

/** A report, with a note where it is hardly one; or why a part of the input is none, in words for the person. */
export type ReportReading =
  | { readonly ok: true; readonly report: NamedReport; readonly note?: string }
  | { readonly ok: false; readonly problem: string };

/** The reports of one file, `-` being standard input. Never throws. */
export function readReports(file: string): readonly ReportReading[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    return [{ ok: false, problem: `${file}: ${unreadable(error)}` }];
  }
  const { text, binary } = decodeText(bytes);
  const note = whyNoText(text, binary);
  if (note === null) return parseReports(file, text);
  const name = file === '-' ? 'standard input' : file;
  return parseReports(file, text).map((reading) =>
    reading.ok ? { ...reading, note: `${name}: ${note}` } : reading,
  );
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EISDIR') return 'is a directory. Name the files in it that are reports.';
  if (code === 'ENOENT') return 'there is no such file. Name a file that exists, or - for standard input.';
  if (code === 'EACCES') return 'may not be read. Allow it, or name another file.';
  const why = error instanceof Error ? error.message : String(error);
  return `cannot be read: ${why}. Name a file that exists, or - for standard input.`;
}

function whyNoText(text: string, binary: boolean): string | null {
  if (binary) return 'this is no text, so the decision says little. Give the report as UTF-8 or UTF-16 text.';
  return text.trim() === '' ? 'there is nothing in it.' : null;
}

/** Reads the text by the file's extension; standard input by what it looks like. */
export function parseReports(file: string, text: string): readonly ReportReading[] {
  const extension = path.extname(file).toLowerCase();
  if (extension === '.jsonl' || extension === '.ndjson') return jsonLines(file, text);
  if (extension === '.json') return json(file, text);
  if (file === '-' && /^\s*[[{]/.test(text)) {
    const whole = json(file, text);
    return whole.every((reading) => reading.ok) ? whole : jsonLines(file, text);
  }
  return [{ ok: true, report: { id: file, ...titleAndBody(text), author: null } }];
}

/**
 * The first `# heading`, or else the first line, is the title. Its line stays in the body as an empty one, so that line numbers are
 * those of the file.
 */
function titleAndBody(text: string): { title: string; body: string } {
  const lines = text.split(/\r\n|\r|\n/);
  const heading = lines.findIndex((line) => /^#\s+\S/.test(line));
  const at = heading >= 0 ? heading : lines.findIndex((line) => line.trim() !== '');
  const title = (lines[at] ?? '').replace(/^#\s+/, '').trim();
  if (at >= 0) lines[at] = '';
  return { title, body: lines.join('\n') };
}

function json(file: string, text: string): readonly ReportReading[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ ok: false, problem: `${file}: is not JSON: ${why}. Give an issue or a webhook payload.` }];
  }
  const entries = Array.isArray(value) ? value : [value];
  return entries.map((entry, index) => fromIssue(entry, entries.length > 1 ? `${file}[${index}]` : file));
}

function jsonLines(file: string, text: string): readonly ReportReading[] {
  return text.split('\n').flatMap((line, index): ReportReading[] => {
    if (line.trim() === '') return [];
    const place = `${file}:${index + 1}`;
    try {
      return [fromIssue(JSON.parse(line), place)];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return [
        { ok: false, problem: `${place}: is not JSON: ${why}. Write one {"id","title","body"} a line.` },
      ];
    }
  });
}

/** An issue as GitHub's API gives it, `{id,title,body}`, or a webhook payload that contains one. */
function fromIssue(value: unknown, place: string): ReportReading {
  const outer = asObject(value);
  const issue = asObject(outer?.issue) ?? outer;
  if (issue === null || typeof issue.title !== 'string') {
    return {
      ok: false,
      problem: `${place}: has no issue with a title. Give {"title","body"} or a webhook payload.`,
    };
  }
  const id = [issue.number, issue.id].find((one) => typeof one === 'string' || typeof one === 'number');
  const login = asObject(issue.user)?.login;
  return {
    ok: true,
    report: {
      id: typeof id === 'string' || typeof id === 'number' ? id : place,
      title: issue.title,
      body: typeof issue.body === 'string' ? issue.body : '',
      author: typeof login === 'string' ? login : null,
    },
  };
}

function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
