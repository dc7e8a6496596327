/** Small made-up reports, each kind with its own way of speaking, for tests of the text model. */

import type { LabelledReport } from '../src/core/classify/text-model/model.js';
import { seededRandom } from '../src/core/evaluate/folds.js';

const things = ['parser', 'toolbar', 'cache', 'scheduler', 'login page', 'exporter', 'printer', 'timeline'];
const verbs = ['open', 'save', 'resize', 'import', 'print', 'rename'];

const speech = {
  bug: (thing: string, verb: string) => ({
    title: `The ${thing} crashes when I ${verb} a file`,
    body: `Version 3.2.1 fails with an error.\n\n\`\`\`\nTypeError: ${thing} is undefined\n    at ${verb} (main.js:12)\n\`\`\`\n\nExpected: it works. Actual: it crashed.`,
  }),
  feature: (thing: string, verb: string) => ({
    title: `Add an option to ${verb} from the ${thing}`,
    body: `It would be nice if the ${thing} could ${verb} by itself.\n\n### Alternatives\n\nDoing it by hand.`,
  }),
  question: (thing: string, verb: string) => ({
    title: `How do I ${verb} with the ${thing}?`,
    body: `Hi, I am new to this. Is there a way to ${verb}? I could not find it in the manual. Thanks in advance!`,
  }),
} as const;

/** Reports of three labels in turn; different seeds give different ones. */
export function madeUpReports(count: number, seed: number): LabelledReport[] {
  const random = seededRandom(seed);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  const labels = ['bug', 'feature', 'question'] as const;
  return Array.from({ length: count }, (_, index) => {
    const label = labels[index % labels.length] ?? 'bug';
    return { ...speech[label](pick(things), pick(verbs)), label };
  });
}
