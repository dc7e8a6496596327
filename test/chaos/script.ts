/** What happens to the issues of one run, and what must be true of each in the end. Pure: the seed decides all of it. */

import type { Pack } from '../../src/app/ports.js';
import { demoReports } from '../../src/entry/demo/reports.js';
import { type Random, randomFrom } from './random.js';

/** Known problems that the run's policy lets Dejabug answer without review; drafts of the others stay pending. */
export const answeredProblems: readonly string[] = ['xen-platform-pci', 'dell-boot', 'ec2-kexec'];
export const helpLabel = 'help wanted';

export type Step =
  | { readonly kind: 'open' }
  /** The author edits the report; the text is `report` with a line more each time. */
  | { readonly kind: 'edit'; readonly report: Report }
  /** A person sets this label, before any webhook of the issue was sent. */
  | { readonly kind: 'choose'; readonly label: string }
  /** A person adds a label that means nothing to Dejabug. */
  | { readonly kind: 'help' }
  /** A person removes our label as soon as it is there. */
  | { readonly kind: 'veto'; readonly label: string };

export interface Report {
  readonly title: string;
  readonly body: string;
}

export interface Story {
  readonly name: string;
  readonly filed: Report;
  /** When each step happens, as a share of the run from 0 to 1, in order. */
  readonly steps: readonly { readonly at: number; readonly step: Step }[];
  readonly expected: Expected;
}

export interface Expected {
  /** Exactly these, whatever their order. */
  readonly labels: readonly string[];
  readonly comments: { readonly least: number; readonly most: number };
  /** Rows that still wait for their time. */
  readonly followUps: { readonly least: number; readonly most: number };
}

interface Known {
  readonly report: Report;
  readonly category: string;
  readonly label: string;
}

/** Sorts the demo's reports by what `core` says about them, which is what every process has to arrive at. */
function sorted(pack: Pack): { readonly known: readonly Known[]; readonly noise: readonly Report[] } {
  const known: Known[] = [];
  const noise: Report[] = [];
  for (const report of demoReports) {
    const { classification, labels } = pack.assess({ ...report, author: 'reporter' });
    const [label, ...more] = labels;
    if (classification.decision === 'abstain') noise.push(report);
    else if (classification.decision === 'label' && classification.category && label && more.length === 0)
      known.push({ report, category: classification.category, label: label.name });
  }
  return { known, noise };
}

export interface ScriptSize {
  readonly issues: number;
  /** Webhooks with an id of their own, over all issues. */
  readonly deliveries: number;
}

/** Every issue gets its opening; what is left of the deliveries is spread over the issues as edits. */
export function writeScript(seed: number, { issues, deliveries }: ScriptSize, pack: Pack): readonly Story[] {
  const random = randomFrom(seed, 'script');
  const { known, noise } = sorted(pack);
  const stories: Story[] = [];
  for (let index = 0; index < issues; index += 1) {
    const share = Math.floor(((index + 1) * deliveries) / issues) - Math.floor((index * deliveries) / issues);
    stories.push(writeStory(random, random.pick(known), random.pick(noise), known, share));
  }
  return stories;
}

function writeStory(
  random: Random,
  { report, category, label }: Known,
  noise: Report,
  known: readonly Known[],
  deliveries: number,
): Story {
  const answers = answeredProblems.includes(category) ? 1 : 0;
  const one = { least: 1, most: 1 };
  const none = { least: 0, most: 0 };
  const recognised: Expected = {
    labels: [label],
    comments: { least: answers, most: answers },
    followUps: one,
  };
  const edits = Math.max(0, deliveries - 1);
  const drawn = random.next();
  if (drawn < 0.2) {
    const expected = { labels: [], comments: none, followUps: none };
    return story(random, 'nothing known', noise, [], edits, noise, expected);
  }
  if (drawn < 0.35 && edits > 0) {
    return story(random, 'known after an edit', noise, [], edits, report, recognised);
  }
  if (drawn < 0.5 && edits > 1) {
    const vetoed = {
      labels: [],
      comments: { least: 0, most: answers },
      followUps: { least: 0, most: 1 },
    };
    const veto: Step = { kind: 'veto', label };
    return story(random, 'vetoed', report, [veto], edits - 1, report, vetoed);
  }
  if (drawn < 0.6) {
    const others = known.filter((one) => one.category !== category);
    const chosen = random.pick(others).label;
    const expected = { labels: [chosen], comments: none, followUps: none };
    return story(
      random,
      'labelled by a person',
      report,
      [{ kind: 'choose', label: chosen }],
      edits,
      report,
      expected,
    );
  }
  if (drawn < 0.7 && edits > 0) {
    const expected = { ...recognised, labels: [label, helpLabel] };
    return story(
      random,
      'labelled by a person as well',
      report,
      [{ kind: 'help' }],
      edits - 1,
      report,
      expected,
    );
  }
  return story(random, 'known', report, [], edits, report, recognised);
}

function story(
  random: Random,
  name: string,
  filed: Report,
  special: readonly Step[],
  edits: number,
  editedTo: Report,
  expected: Expected,
): Story {
  const choices = special.filter((step) => step.kind === 'choose');
  const later = special.filter((step) => step.kind !== 'choose');
  const start = random.between(0, 0.5);
  const steps: Step[] = [...choices, { kind: 'open' }, ...later];
  for (let edit = 0; edit < edits; edit += 1) steps.push({ kind: 'edit', report: editedTo });
  const times = steps.map(() => random.between(start, 1)).sort((one, other) => one - other);
  return { name, filed, steps: steps.map((step, index) => ({ at: times[index] ?? 1, step })), expected };
}
