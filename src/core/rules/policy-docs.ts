/** The page about `.github/dejabug.yml`, made from its schema so that it names every key. */

import { z } from 'zod';
import { Policy } from './policy.js';

interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
}

const intro = `# The policy of a repository

What Dejabug may do in a repository stands in its \`.github/dejabug.yml\` on the default branch. Every key may be left out, and so may the file. It is read again
before anything is done. A key that does not exist, a known problem that does not exist, or a broken file is never acted on: the last policy that could be followed stays
in force, and where there never was one, nothing is done. The review desk (\`/review/repositories\`), the log and the decision say why. A file over 256 KB is refused, and so is
a directory or a symbolic link at its place.

\`dejabug policy check [DIRECTORY]\`, in the top of a checked-out repository, says before a commit what is wrong with its policy and its own rules, runs the rules' examples beside the packs,
and names overlaps; what it extends is not read. A pull request gets the same and more, see [below](#on-a-pull-request). Editors that know \`yaml-language-server\` complete the keys with this as the first line; the
schema is also in the package, as \`rules/policy.schema.json\`:

\`\`\`yaml
# yaml-language-server: $schema=https://raw.githubusercontent.com/dejabug/dejabug/main/rules/policy.schema.json
\`\`\`

An example:

\`\`\`yaml
mode: suggest            # labels, and drafts that wait for you
problems:
  dell-boot:
    mode: auto           # sure matches of this one are answered without review
follow_up:
  after: 14d             # remind an author who was asked and has not answered
noise_budget:
  labels_per_day: 50     # what is more waits for the next day
\`\`\`

[Follow-ups](follow-ups.md) says what comes after the reply, [Scorecard](scorecard.md) what counts as right and when a problem is demoted, [Operations](operations.md#noise-budget) what the noise budget counts.

| mode | labels | drafts on the review desk | comments, closing and opening |
|---|---|---|---|
| \`off\` | no | no | no, nor what was approved before |
| \`dry-run\` | no | no; the decision is recorded and logged | no, nor what was approved before |
| \`suggest\` | yes | yes | what a maintainer approved, and what follows from it: boxes are ticked, answers to the news of a release taken, what expired is opened again |
| \`auto\` | yes | yes | also the reply to a sure match, its reminder and its closing, without review; never a suggestion, a suspected regression, or the news of a release |

Commands of maintainers are carried out in every mode: \`/dejabug explain\`, \`help\` and \`duplicate\` comment, label and close with \`off\` and \`dry-run\` too, because a person asked for
it. What \`approve\` and \`ask\` would post is withdrawn there, with the reason.

A known problem that maintainers judged wrong too often is demoted: whatever its mode, it sets no label and posts nothing unasked, and only suggests
([Scorecard](scorecard.md#demotion)).

## For several repositories

Where a repository has no policy of its own, that of its owner's repository \`.github\` holds: \`OWNER/.github\`, file \`.github/dejabug.yml\`. A repository with its own takes over
another one's with \`extends: OWNER/REPO\`. Mappings are merged key by key; any other value, lists too, is taken whole from the nearest policy that has it. Own rules
come along, and a rule of the same name that is nearer replaces the farther one. Five policies may stand behind each other, in no circle, and Dejabug must be able to read all of
them: public ones, and those where the same installation is installed. So what a private repository's policy and rules say may be seen by those who review drafts in a
repository that extends it. A change in another repository counts within a minute.

## Rules of its own

Known problems that only this repository has stand in \`.github/known-problems/\`, one \`.yml\` file each, in the language of [rules.md](rules.md) and with the same checks: linear-time
patterns, an id that is the file's name. At most 50 files, 256 KB each, 512 KB together, with 500 patterns, 150 of them in one file. An id that a shipped pack has is refused, unless \`packs\` leaves that pack
out. One rule that cannot be used makes the whole policy one that cannot be followed. Reading them takes the App's permission *Contents*.

Packs are \`xen\`, and \`nursery\`, whose problems are only ever suggested. \`packs: []\` looks for nothing but the repository's own rules. The text model and the calibration
are those of the shipped rules: of an own rule, the signals alone decide, and how often such a label is right nobody has measured. Begin with \`mode: suggest\`.

## Labels at a wanted precision

A confidence is a probability: of a hundred reports with a confidence of 0.97, the calibration expects ninety-seven to be what they are taken for
([how it decides](how-it-decides.md) says how far that was off where it was measured). \`label_at_precision: 0.97\` sets a label from a confidence of 0.97 on, so that each label, and
all the more all of them together, is expected to be right that often. What falls below is still suggested to a maintainer. Without the key the calibration's own
threshold holds, which for the shipped rules is 0.94. A value below it gives more labels and more wrong ones.

## Who reviews

\`reviewers\` only ever takes away: a login that it names needs permission to write on GitHub all the same, and whoever has that and is not named neither sees nor decides drafts
of this repository, nor gives commands in its issues. Teams cannot be named, because reading them would take a permission over the organisation's members.

## On a pull request

A pull request that changes \`.github/dejabug.yml\` or a rule in \`.github/known-problems/\` gets a check, *Dejabug policy*, on its newest commit, whatever the \`mode\` is, \`off\` too: it acts on nothing, and
nothing that the pull request says is in force before it is merged. It shows

* every mistake of policy and rules at its line; the whole policy would not be followed, so the check fails;
* the own rules' examples, run as tests beside the packs that the policy chooses: one that fails is an error, and so is an example of a pack that an own rule takes for itself. Other overlaps,
  and what \`dejabug rules lint\` finds besides, are warnings;
* labels that the policy names and the repository has not: a warning where nothing happens without the label (\`exempt_labels\`, \`labels.no_reminders\`) or another one is spelt nearly the same.
  Labels of known problems are created when they are first used, and are listed;
* which known problems are new, gone or changed, and what may be done about each before and after;
* the **impact**: the newest 500 issues, open and closed, judged by both sides as if each were filed today. One table each for those that are newly matched, no longer matched, taken for another known
  problem, labelled where they were suggested or the other way round, labelled with other further known problems, and for those that go **against what maintainers had decided**: by a judgement on the review desk or by a command, or by a
  known problem's label that Dejabug did not set. Before is the policy where the branch left its base, after is its newest commit.

Errors fail the check; warnings and issues against maintainers make it neutral, which keeps nobody from merging. *Re-run* runs it again. A newer commit, another base or closing ends a check, which is then cancelled; when its commit is back
(opened again, or pushed back), it goes on. There is one check for a commit and pull request: one that is run again goes on in the same place. Pull requests with the same commit have one each, and GitHub shows
both at both. A check that fails on the way says *Not finished*; where Dejabug tries again by itself, it goes on in that one. Marks on lines stay, because GitHub takes none back; the summary says how many hold no more.

The check is as public as the repository. It says what Dejabug would recognise in which issue, also where drafts would stay private, and that maintainers had decided otherwise: never who, why, or in what words. Of
another repository that a policy extends it reads and shows nothing unless that one is public, wherever the App is installed; the check says that this part is missing. Text of the pull request and of issues is shown as
code: it links, mentions and closes nothing.

It is bounded: the limits of the files are those above; a minute of computing for both sides together, examples and issues, in a thread that is ended then, with 256 MB; 30 pages of issues, 1,000 labels, 250 marks. Rules that
take more than that before the issues are reached fail the check, which says so; later it shows what was compared by then. A process checks one pull request at a time. What was left out is said. Forks are checked alike, some seconds later where GitHub needs them to know the commit: their files are read as data, and
nothing is written but the check. A known problem that is switched off (\`off\`) or an issue that is exempt counts as not matched. Whoever has not accepted the App's permissions
*Pull requests* and *Checks* gets no check; everything else works ([install.md](install.md)).

## All keys

| key | default | meaning |
|---|---|---|
`;

/** The page in Markdown, as `docs/policy.md` holds it. */
export function policyPage(): string {
  const schema = z.toJSONSchema(Policy, { io: 'input', reused: 'inline', unrepresentable: 'any' }) as Schema;
  return `${intro}${rowsOf(schema, '').join('\n')}\n`;
}

function rowsOf(schema: Schema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const key = `${prefix}${name}`;
    const each = value.additionalProperties;
    const inner = typeof each === 'object' ? rowsOf(each, `${key}.ID.`) : rowsOf(value, `${key}.`);
    return inner.length > 0 ? inner : [row(key, value)];
  });
}

function row(key: string, { description = '', default: fallback, enum: values }: Schema): string {
  const meaning = [
    description,
    values === undefined ? '' : `One of ${values.map((one) => `\`${one}\``).join(', ')}.`,
  ];
  const standard = fallback === undefined ? '' : `\`${JSON.stringify(fallback).replaceAll('"', '')}\``;
  return `| \`${key}\` | ${standard} | ${meaning.filter((words) => words !== '').join(' ')} |`;
}
