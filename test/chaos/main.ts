/** `npm run chaos`: runs with one seed after the other, one JSON report a line; exit 1 when anything was lost, doubled or wrong. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { type Backend, backends } from './place.js';
import { runChaos } from './run.js';

function number(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('It must be a number.');
  return value;
}

interface Options {
  readonly seed: number;
  readonly seeds: number;
  readonly backend: Backend;
  readonly issues: number;
  readonly deliveries: number;
  readonly seconds: number;
  readonly kills: number;
  readonly faults: number;
  readonly settle: number;
  readonly writes: number;
  readonly slow: number;
}

const options = new Command('chaos')
  .description(
    'Kills processes and fails requests while people file and edit issues; then looks for what was lost or doubled.',
  )
  .addOption(new Option('--backend <name>', 'where the state lies').choices([...backends]).default('redis'))
  .option('--seed <number>', 'first seed', number, Math.floor(Math.random() * 1_000_000))
  .option('--seeds <count>', 'how many runs, each with the next seed', number, 1)
  .option('--issues <count>', 'issues that are filed', number, 200)
  .option('--deliveries <count>', 'webhooks with an id of their own', number, 1_000)
  .option('--seconds <seconds>', 'over which everything happens', number, 90)
  .option('--kills <count>', 'kill -9 of a process', number, 25)
  .option('--faults <share>', 'share of the requests to GitHub that fail', number, 0.05)
  .option('--settle <seconds>', 'how long it may take until it is quiet afterwards', number, 240)
  .option(
    '--writes <count>',
    'writes that GitHub allows in a minute, a quarter of a second apart; 0: any',
    number,
    0,
  )
  .option('--slow <factor>', 'how many times as long everything may take, on a busy machine', number, 1)
  .parse()
  .opts<Options>();

// Whoever interrupts a run ends its processes as well.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

let failed = 0;
for (let seed = options.seed; seed < options.seed + options.seeds; seed += 1) {
  process.stderr.write(`seed ${seed} on ${options.backend} ...\n`);
  const report = await runChaos({
    ...options,
    seed,
    faultRate: options.faults,
    settleSeconds: options.settle * options.slow,
    // Whoever waits for a turn waits a minute at most.
    quietSeconds: options.writes === 0 ? 15 * options.slow : 75,
    writeLimits: options.writes === 0 ? null : { gapMs: 250, perMinute: options.writes, perHour: 10_000 },
  });
  if (!report.ok) failed += 1;
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
process.stderr.write(
  `${options.seeds - failed} of ${options.seeds} runs lost, doubled and mistook nothing\n`,
);
process.exitCode = failed === 0 ? 0 : 1;
