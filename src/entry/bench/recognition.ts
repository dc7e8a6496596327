/** How fast recognition is, as ratios within one run. Bounded. */

import { createRequire } from 'node:module';
import { loadPack } from '../../adapters/rule-files/load-rules.js';
import { assess } from '../../core/assess.js';
import { demoReports } from '../demo/reports.js';
import { medianMs } from './median.js';
import { textOfSize } from './text-of-size.js';

/** natural's classifiers as far as they are measured; the package types only its whole. */
interface NaturalClassifier {
  addDocument(text: string, label: string): void;
  train(): void;
  classify(text: string): string;
}

const natural = createRequire(import.meta.url);
const KB = 1024;

function row(name: string, ms: number, against = ''): void {
  process.stdout.write(`${name.padEnd(58)} ${ms.toFixed(3).padStart(10)} ms  ${against}\n`);
}

const pack = await loadPack();
const { scorer } = pack;
if (scorer === null) throw new Error('The shipped pack has no text model; run `npm run build` in a clone.');
const report = { title: demoReports[0]?.title ?? '', body: textOfSize(4 * KB) };
const text = `${report.title}\n${report.body}`;

const tokenize = medianMs(() => text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
const whole = medianMs(() => assess(report, pack));
const score = medianMs(() => scorer.score(report));
row('tokenize a 4 KB report', tokenize);
row(
  'classify it: parse, facts, signals, model, reply',
  whole,
  `${(whole / tokenize).toFixed(1)} x tokenizing`,
);
row('score it by the text model alone', score, `${(score / tokenize).toFixed(1)} x tokenizing`);

const examples = pack.problems.flatMap((problem) => [
  ...problem.match.map(({ title, body }) => ({ text: `${title}\n${body}`, label: problem.id })),
  ...problem.no_match.map(({ title, body }) => ({ text: `${title}\n${body}`, label: 'none' })),
]);
for (const name of ['bayes_classifier', 'logistic_regression_classifier']) {
  const Classifier: new () => NaturalClassifier = natural(`natural/lib/natural/classifiers/${name}.js`);
  const classifier = new Classifier();
  for (const example of examples) classifier.addDocument(example.text, example.label);
  classifier.train();
  const ms = medianMs(() => classifier.classify(text));
  row(`natural's ${name}, same examples, same report`, ms, `${(ms / score).toFixed(0)} x our text model`);
}

for (const size of [1, 4, 16, 64, 256, 1024, 4096, 8192]) {
  const body = textOfSize(size * KB);
  const ms = medianMs(() => assess({ title: 'A log', body }, pack), 1000);
  row(`classify a log of ${size} KB`, ms, `${((1000 * ms) / size).toFixed(1)} us a KB`);
}
