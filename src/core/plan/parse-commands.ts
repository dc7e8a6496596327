/** A comment's commands with their arguments, or what is wrong with them, in words for whoever wrote them. */

import { quoteInline } from '../reply/neutralise.js';
import { Duration, durationMs } from '../rules/duration.js';
import { nearest } from '../rules/nearest.js';
import { commandLines } from './command-lines.js';
import { commandTable, type Verb } from './command-table.js';
import { digest } from './digest.js';

export type Command =
  | { readonly verb: 'approve' | 'explain' | 'retriage' | 'ask' | 'freeze' | 'unfreeze' | 'help' }
  /** Empty where none was given. */
  | { readonly verb: 'reject'; readonly reason: string }
  | { readonly verb: 'problem' | 'not'; readonly category: string }
  /** In milliseconds; null ends the snooze. */
  | { readonly verb: 'snooze'; readonly span: number | null }
  | {
      readonly verb: 'duplicate';
      /** Null takes it back. */
      readonly of: number | null;
      /** `owner/repo` where it was written, null without. */
      readonly repository: string | null;
    };

export interface CommandName {
  /** The same for the same command in the same comment, however often it is edited. */
  readonly id: string;
  /** As it was written, cut, for our answer. */
  readonly written: string;
}
export type ParsedCommand =
  | (CommandName & { readonly kind: 'command'; readonly command: Command })
  | (CommandName & { readonly kind: 'mistake'; readonly problem: string });

/** What is more in one comment is left out, and said. */
export const mostCommands = 10;
const longestReason = 1_000;
const longestSnooze = durationMs('365d');
const verbs: readonly string[] = commandTable.map(({ verb }) => verb);

/** The same command twice is one. `problemIds` are the known problems of the pack. Never throws. */
export function parseCommands(body: string, problemIds: readonly string[]): readonly ParsedCommand[] {
  const found = new Map<string, ParsedCommand>();
  for (const line of commandLines(body)) {
    const normal = line.replace(/\s+/g, ' ');
    const [word = ''] = normal.split(' ');
    const verb = word.toLowerCase().replace(/[.,;:!?]+$/, '');
    const rest = normal.slice(word.length).trim();
    const name = {
      id: `${verbs.includes(verb) ? verb : 'other'}-${digest(`${verb} ${verb === 'reject' ? rest : rest.toLowerCase()}`)}`,
      written: `/dejabug ${normal}`.trim().slice(0, 80),
    };
    if (found.has(name.id)) continue;
    if (found.size === mostCommands) {
      const problem = `A comment may hold ${mostCommands} commands; this one and what follows was not read.`;
      found.set(name.id, { ...name, kind: 'mistake', problem });
      break;
    }
    const read = readCommand(verb, rest, problemIds);
    found.set(
      name.id,
      typeof read === 'string'
        ? { ...name, kind: 'mistake', problem: read }
        : { ...name, kind: 'command', command: read },
    );
  }
  return [...found.values()];
}

/** The command, or what is wrong with it. */
function readCommand(verb: string, rest: string, problemIds: readonly string[]): Command | string {
  const known = commandTable.find((row) => row.verb === verb)?.verb;
  if (known === undefined) return whyUnknown(verb);
  switch (known) {
    case 'problem':
    case 'not':
      return readProblem(known, rest, problemIds);
    case 'reject':
      if (rest.length <= longestReason) return { verb: known, reason: rest };
      return `The reason has ${rest.length} characters; ${longestReason} at most.`;
    case 'snooze':
      return readSnooze(rest);
    case 'duplicate':
      return readDuplicate(rest);
    default:
      return rest === ''
        ? { verb: known }
        : `\`${known}\` takes nothing after it, and there is ${quoteInline(rest)}.`;
  }
}

function whyUnknown(verb: string): string {
  const list = `The commands are ${verbs.join(', ')}.`;
  if (verb === '') return `Say which command. ${list}`;
  const close = nearest(verb, verbs);
  return `There is no command ${quoteInline(verb)}. ${close === null ? list : `Did you mean \`${close}\`?`}`;
}

function readProblem(
  verb: Extract<Verb, 'problem' | 'not'>,
  rest: string,
  ids: readonly string[],
): Command | string {
  const id = rest.toLowerCase();
  if (id === '') return `Name the known problem, e.g. \`${verb} ${ids[0] ?? 'id'}\`.`;
  if (ids.includes(id)) return { verb, category: id };
  const close = nearest(id, ids);
  const known = close === null ? `Known are ${ids.join(', ')}.` : `Did you mean \`${close}\`?`;
  return `There is no known problem ${quoteInline(rest)}. ${known}`;
}

function readSnooze(rest: string): Command | string {
  const text = rest.toLowerCase();
  if (text === 'off') return { verb: 'snooze', span: null };
  const duration = Duration.safeParse(text);
  if (!duration.success)
    return `Say for how long: a number and h, d or w, e.g. \`snooze 7d\`, or \`snooze off\`.`;
  const span = durationMs(duration.data);
  return span <= longestSnooze ? { verb: 'snooze', span } : 'A draft can be snoozed for a year at most.';
}

const reference =
  /^(?:(?:https?:\/\/[^/\s]{1,200}\/)?([\w.-]{1,100}\/[\w.-]{1,100})(?:#|\/issues\/)|#)?(\d{1,9})$/;

function readDuplicate(rest: string): Command | string {
  if (rest.toLowerCase() === 'off') return { verb: 'duplicate', of: null, repository: null };
  const [, repository = null, number] = reference.exec(rest) ?? [];
  if (number === undefined || Number(number) === 0)
    return 'Say of which issue, e.g. `duplicate #12`, or `duplicate off`.';
  return { verb: 'duplicate', of: Number(number), repository };
}
