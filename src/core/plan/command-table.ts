/** Every command that a maintainer can write in an issue: the source of the parser's errors, of `help`, and of docs/commands.md. */

export interface CommandRow {
  readonly verb: string;
  /** How it is written, after `/dejabug`. */
  readonly usage: string;
  readonly does: string;
  /** How it is taken back. */
  readonly undo: string;
}

export const commandTable = [
  {
    verb: 'approve',
    usage: 'approve',
    does: 'Posts the reply that waits for approval, as it stands on the review desk.',
    undo: '`reject`, until the undo time is over and the reply is posted',
  },
  {
    verb: 'reject',
    usage: 'reject [reason]',
    does: 'Rejects the reply. The reason may begin with wrong problem, wrong advice or not needed.',
    undo: '`problem <id>` with the same problem draws the reply again',
  },
  {
    verb: 'problem',
    usage: 'problem <id>',
    does: 'Says which known problem it is: the reply is drawn for that one, and the labels follow.',
    undo: '`problem` with the other id, or `not <id>`',
  },
  {
    verb: 'not',
    usage: 'not <id>',
    does: 'Rules a known problem out on this issue: its label goes where we set it, its drafts are withdrawn, and it is never recognised here again.',
    undo: '`problem <id>`',
  },
  {
    verb: 'explain',
    usage: 'explain',
    does: 'Says in a comment what was recognised, by which evidence, and what speaks against it.',
    undo: 'delete our comment',
  },
  {
    verb: 'retriage',
    usage: 'retriage',
    does: 'Reads the issue again, as if it had been edited.',
    undo: 'take off a label that it set: it stays off',
  },
  {
    verb: 'ask',
    usage: 'ask',
    does: "Posts the known problem's questions that the issue does not answer.",
    undo: '`reject`, until the undo time is over and the questions are posted',
  },
  {
    verb: 'snooze',
    usage: 'snooze <time>',
    does: 'Takes the drafts of this issue off the review desk for a while: 12h, 7d, 2w, a year at most.',
    undo: '`snooze off`',
  },
  {
    verb: 'freeze',
    usage: 'freeze',
    does: 'Nothing is labelled, said or reminded here until somebody unfreezes the issue.',
    undo: '`unfreeze`',
  },
  {
    verb: 'unfreeze',
    usage: 'unfreeze',
    does: 'Ends that, and reads the issue again.',
    undo: '`freeze`',
  },
  {
    verb: 'duplicate',
    usage: 'duplicate #<number>',
    does: 'Says that it is a duplicate of another issue of this repository, labels it and closes it as one.',
    undo: '`duplicate off` opens it again and takes the label off',
  },
  { verb: 'help', usage: 'help', does: 'Lists these commands.', undo: 'delete our comment' },
] as const satisfies readonly CommandRow[];

export type Verb = (typeof commandTable)[number]['verb'];

/** The list for a comment, one line each. */
export function helpText(): string {
  return commandTable.map(({ usage, does }) => `- \`/dejabug ${usage}\`: ${does}`).join('\n');
}

/** docs/commands.md, the part that is made from the table. */
export function commandRows(): string {
  const rows = commandTable.map(({ usage, does, undo }) => `| \`/dejabug ${usage}\` | ${does} | ${undo} |`);
  return ['| command | what it does | how it is taken back |', '|---|---|---|', ...rows].join('\n');
}
