/** Reads reports whose label is known, one by one, from .csv (with a header line) or .jsonl. */

import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { CsvError, parse } from 'csv-parse';

export interface LabelledFields {
  /** Name of the field that holds the right label. */
  readonly label: string;
  /** Name of the field that holds the group, a repository. */
  readonly group?: string;
}

export interface LabelledLine {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly label: string;
  readonly group?: string;
  /** What kind of report it is, where the file says so: near misses are counted apart. */
  readonly kind?: string;
}

/** @throws Error in words for the person: which file, which record, what is missing. */
export async function readLabelled(file: string, fields: LabelledFields): Promise<LabelledLine[]> {
  const extension = path.extname(file).toLowerCase();
  const lines: LabelledLine[] = [];
  let number = 0;
  for await (const record of extension === '.csv' ? csvRecords(file) : jsonRecords(file)) {
    number += 1;
    lines.push(labelled(record, fields, `${file}, record ${number}`, number));
  }
  if (lines.length === 0)
    throw new Error(
      `${file}: holds no reports. Give a .csv with a header line, or a .jsonl with one object a line.`,
    );
  return lines;
}

async function* csvRecords(file: string): AsyncGenerator<Record<string, unknown>> {
  const source = createReadStream(file);
  const parser = source.pipe(parse({ columns: true, bom: true, relax_quotes: true, skip_empty_lines: true }));
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const record of parser) yield record;
  } catch (error) {
    if (!(error instanceof CsvError)) throw unreadable(file, error);
    throw new Error(
      `${file}: is not CSV: ${error.message}. Quote fields that hold commas, quotes or line ends.`,
      {
        cause: error,
      },
    );
  }
}

async function* jsonRecords(file: string): AsyncGenerator<Record<string, unknown>> {
  let number = 0;
  const source = createReadStream(file, 'utf8');
  try {
    for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line.trim() !== '') yield jsonObject(line, `${file}:${number}`);
    }
  } catch (error) {
    throw error instanceof NotJson ? error : unreadable(file, error);
  }
}

class NotJson extends Error {}

function jsonObject(line: string, place: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotJson(`${place}: is not JSON: ${why}. Write one {"title","body","label"} a line.`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new NotJson(`${place}: is no object. Write one {"title","body","label"} a line.`);
}

function unreadable(file: string, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Error(`${file}: cannot be read: ${why}.`, { cause });
}

function labelled(
  record: Record<string, unknown>,
  fields: LabelledFields,
  place: string,
  number: number,
): LabelledLine {
  const needed = (name: string): string => {
    const value = record[name];
    if (typeof value === 'string' && value !== '') return value;
    throw new Error(`${place}: has no field "${name}". It has: ${Object.keys(record).join(', ')}.`);
  };
  const optional = (name: string): string | undefined => {
    const value = record[name];
    return typeof value === 'string' ? value : undefined;
  };
  const { kind, id } = { kind: optional('kind'), id: record.id };
  return {
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : String(number),
    title: optional('title') ?? '',
    body: optional('body') ?? '',
    label: needed(fields.label),
    ...(fields.group === undefined ? {} : { group: needed(fields.group) }),
    ...(kind === undefined ? {} : { kind }),
  };
}
