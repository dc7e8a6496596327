/** One run: people, webhooks, faults and killings for a while; then quiet, and the verdict. */

import { setTimeout as sleep } from 'node:timers/promises';
import { answerInTime } from '../../src/adapters/database/answer-in-time.js';
import type { WriteLimits } from '../../src/core/pace.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../../src/entry/demo/emulated-github.js';
import { openPack } from '../../src/entry/open-pack.js';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';
import { type Fleet, startFleet, timingOf } from './fleet.js';
import { jobsInMotion, labelsOnGitHub, observe } from './observe.js';
import { paceComplaints } from './pace-verdict.js';
import { type Lived, live, type Tally } from './people.js';
import { type Backend, type ChaosPlace, openPlace } from './place.js';
import { randomFrom } from './random.js';
import { environmentFor, prepare } from './repository.js';
import { writeScript } from './script.js';
import { openSender } from './sender.js';
import { startSink } from './sink.js';
import { judge, labelComplaints, type ObservedJob, type Verdict } from './verdict.js';

export interface ChaosOptions {
  readonly seed: number;
  readonly backend: Backend;
  readonly issues: number;
  readonly deliveries: number;
  /** Over which the stories, the killings and the faults are spread. */
  readonly seconds: number;
  readonly kills: number;
  /** Share of the requests to GitHub that fail. */
  readonly faultRate: number;
  /** How long it may take afterwards until nothing moves any more. */
  readonly settleSeconds: number;
  /** For how long nothing may move before that counts as quiet: longer than a job's lock. */
  readonly quietSeconds: number;
  /** Limits that the workers keep to; null: none, as against any server on this machine. */
  readonly writeLimits: WriteLimits | null;
  /** How many times as long everything may take: more than 1 where the machine is busy with other things. */
  readonly slow: number;
}

export interface ChaosReport extends Verdict {
  readonly ok: boolean;
  /** Limits on writes that were broken. */
  readonly hasty: readonly string[];
  readonly seed: number;
  readonly backend: Backend;
  readonly issues: number;
  readonly webhooks: Tally & { readonly answers: Readonly<Record<string, number>> };
  readonly kills: number;
  readonly redisRestarts: number;
  readonly requests: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly writes: Readonly<Record<string, number>>;
  /** Processes that ended by themselves. */
  readonly deaths: readonly string[];
  readonly exitCodes: readonly (number | null)[];
  readonly seconds: { readonly active: number; readonly settled: number };
  /** Where the logs are, when something went wrong. */
  readonly files: string | null;
}

/** What a run may take beyond its own limits before it counts as stuck. */
const graceSeconds = 600;

/** People who wait for a label, and the harness that waits for quiet, ask more often than the emulator answers one token. */
const tokensEach = 20;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const place = await openPlace(options.backend);
  const sink = await startSink();
  const github = await startEmulatedGitHub(sink.url, { tokensEach });
  const proxy = await startFaultProxy(github.url, randomFrom(options.seed, 'faults'), options);
  let fleet: Fleet | null = null;
  let ok = false;
  try {
    await prepare(github);
    fleet = await startFleet(
      place.roles,
      { ...environmentFor(github, proxy.url), ...place.environment },
      place.directory,
      { ...timingOf(options.slow), ...(options.writeLimits && { writeLimits: options.writeLimits }) },
    );
    const limit = (options.seconds + options.settleSeconds + graceSeconds * options.slow) * 1000;
    const report = await answerInTime(play(options, { place, github, proxy, fleet }), limit, 'The run');
    ok = report.ok;
    return report;
  } finally {
    await fleet?.stop();
    await proxy.close();
    await github.close();
    await sink.close();
    await place.remove(!ok);
  }
}

interface Scene {
  readonly place: ChaosPlace;
  readonly github: EmulatedGitHub;
  readonly proxy: FaultProxy;
  readonly fleet: Fleet;
}

async function play(options: ChaosOptions, scene: Scene): Promise<ChaosReport> {
  const { seed, backend, issues } = options;
  const { place, github, proxy, fleet } = scene;
  const tally: Tally = { sent: 0, sentAgain: 0, heldBack: 0 };
  const sender = openSender(fleet.urls, github.app.webhookSecret, randomFrom(seed, 'sender'));
  const stage = {
    github,
    sender,
    random: randomFrom(seed, 'people'),
    activeMs: options.seconds * 1000,
    slow: options.slow,
    tally,
  };
  const stories = writeScript(seed, options, await openPack());
  const started = Date.now();
  const killing = kill(options, scene, started);
  const outcomes = await Promise.allSettled(stories.map((story) => live(story, started, stage)));
  await killing;
  proxy.heal();
  const active = (Date.now() - started) / 1000;

  const lived = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const unlived = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [String(outcome.reason)] : [],
  );
  await settle(lived, scene, options);
  const settled = (Date.now() - started) / 1000 - active;
  const numbers = lived.map(({ number }) => number);
  const exitCodes = [...(await fleet.stop())];
  let seen = await observe(github, place, numbers);
  let verdict = judge(lived, seen);
  if (verdict.unsettled.length > 0 || seen.stored.jobs.some(waitsForAnAnswer)) {
    // What was left open too shortly before the end for a sweep to close it has one sweep more; a write without an answer has its time.
    fleet.start();
    // Starting queues what was approved once more, which waits as long again.
    await sleep(2 * timingOf(options.slow).claimMs);
    await settle(lived, scene, options);
    exitCodes.push(...(await fleet.stop()));
    seen = await observe(github, place, numbers);
    verdict = judge(lived, seen);
  }
  const lost = [...unlived, ...verdict.lost];
  const silent = [lost, verdict.doubled, verdict.wrong, verdict.unsettled].every(
    (complaints) => complaints.length === 0,
  );
  const seenWrites = { arrived: proxy.writesAt, turns: seen.stored.turns };
  const hasty = options.writeLimits === null ? [] : paceComplaints(seenWrites, options.writeLimits);
  const ok =
    silent && hasty.length === 0 && fleet.deaths.length === 0 && exitCodes.every((code) => code === 0);
  return {
    ok,
    seed,
    backend,
    issues,
    webhooks: { ...tally, answers: sender.answers },
    kills: fleet.kills,
    redisRestarts: place.redis?.restarts ?? 0,
    requests: proxy.requests,
    faults: proxy.injected,
    writes: proxy.writes,
    deaths: fleet.deaths,
    exitCodes,
    seconds: { active: Math.round(active), settled: Math.round(settled) },
    ...verdict,
    lost,
    hasty,
    files: ok ? null : place.directory,
  };
}

/** Follow-ups sleep for days; any other job waits until a write that may yet take effect would be seen. */
function waitsForAnAnswer({ kind, state }: ObservedJob): boolean {
  return kind !== 'follow-up' && state === 'delayed';
}

/** Kills processes at random moments, and restarts Redis after a third and after two thirds of the time. */
async function kill({ seed, seconds, kills }: ChaosOptions, scene: Scene, started: number): Promise<void> {
  const random = randomFrom(seed, 'deaths');
  const { fleet, place } = scene;
  const moments = Array.from({ length: kills }, () => random.between(0.05, 1)).sort((a, b) => a - b);
  async function at(share: number, what: () => Promise<void>): Promise<void> {
    await sleep(Math.max(0, started + share * seconds * 1000 - Date.now()));
    await what();
  }
  await Promise.all([
    ...moments.map((moment) => at(moment, () => killUntilHit(fleet, random))),
    restartRedis(),
  ]);

  /** One after the other, however late the first one is: two servers would want the same port. */
  async function restartRedis(): Promise<void> {
    await at(1 / 3, async () => place.redis?.restart('SIGKILL', random.between(200, 3_000)));
    await at(2 / 3, async () => place.redis?.restart('SIGTERM', random.between(200, 3_000)));
  }
}

/** A draw may meet a place whose process is just being started again; then another one is drawn. */
async function killUntilHit(fleet: Fleet, random: ReturnType<typeof randomFrom>): Promise<void> {
  const before = fleet.kills;
  for (let draws = 0; draws < 20 && fleet.kills === before; draws += 1) {
    await fleet.killOne(random.below, random.between(0, 1_000));
    if (fleet.kills === before) await sleep(200);
  }
}

/** Waits until every issue has its labels and no job moved for a while, or until patience runs out. */
async function settle(
  lived: readonly Lived[],
  { github, fleet }: Scene,
  { settleSeconds, quietSeconds }: ChaosOptions,
): Promise<void> {
  const deadline = Date.now() + settleSeconds * 1000;
  let quietSince = Date.now();
  while (Date.now() < deadline) {
    await sleep(1_000);
    const moving = await jobsInMotion(fleet.urls);
    const isQuiet = moving === 0 && labelComplaints(lived, await labelsOnGitHub(github)).length === 0;
    if (!isQuiet) quietSince = Date.now();
    else if (Date.now() - quietSince > quietSeconds * 1000) return;
  }
}
