/** A person outranks the bot, over random interleavings of people, workers and crashes: use cases on a real store. */

import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import type { Deps } from '../src/app/deps.js';
import { triageJob } from '../src/app/jobs.js';
import type { Job, Pack, Store } from '../src/app/ports.js';
import { postDraft } from '../src/app/post-draft.js';
import { sweep } from '../src/app/sweep.js';
import { sweepInbox } from '../src/app/sweep-inbox.js';
import { triageInTurn } from '../src/app/triage-in-turn.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { gitHubModel } from './github-model.js';
import { alice, assessmentOf, bot, problems } from './plan-fixtures.js';
import { freshIssue, noon } from './store-fixtures.js';

const categories = problems.map(({ category }) => category);
const labels = problems.map(({ label }) => label);
const minute = 60_000;

let place: Place;
let store: Store;
beforeAll(async () => {
  const answering = (await databaseBackends()).filter((backend) => backend.answers);
  const made = await answering.at(-1)?.create();
  if (made === undefined) throw new Error('no database');
  place = made;
  store = postgresStore(await openDatabase(place.database, silentLog));
});
afterAll(async () => {
  await store?.close();
  await place?.remove();
});

/** Recognises the known problem whose id is the body. */
const pack: Pack = {
  problems,
  assess: ({ body }) => assessmentOf(categories.find((category) => category === body) ?? null),
  assessAs: () => null,
  likelihoods: () => [],
  fixFor: () => null,
  answered: () => new Set(),
  choose: async () => ({ ok: false, mistakes: [], findings: [] }),
  classify: () => {
    throw new Error('nobody asks');
  },
  lint: () => ({ findings: [], examples: 0, failed: 0 }),
};

/** Dies at the nth call of a port, before or after the call did its work; a dead worker reaches nothing any more. */
interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

const death = fc.option(
  fc.record({
    call: fc.integer({ min: 1, max: 25 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  { nil: null, freq: 2 },
);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      body: fc.constantFrom(...categories, 'noise'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('label' as const, 'unlabel' as const),
      name: fc.constantFrom(...labels),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'close' as const,
        'open' as const,
        'comment' as const,
        'delete' as const,
        'approve' as const,
        'reject' as const,
        'wait' as const,
        'sweep' as const,
      ),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('work' as const), death }) },
);
type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;

function dying(deps: Deps, { call, when }: Death): Deps {
  let calls = 0;
  function mortal<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]) => {
          calls += 1;
          if (calls > call || (calls === call && when === 'before')) throw new Error('the worker is dead');
          const answer: unknown = await Reflect.apply(value, target, given);
          if (calls === call) throw new Error('the worker is dead');
          return answer;
        };
      },
    });
  }
  return { ...deps, github: mortal(deps.github), store: mortal(deps.store), queue: mortal(deps.queue) };
}

function world() {
  const ref = freshIssue();
  let now = noon;
  const model = gitHubModel(() => {
    now += 1_000;
    return now;
  });
  let jobs: { job: Job; id: string; at: number }[] = [];
  const known = new Set<string>();
  const queue: Pick<Deps['queue'], 'add'> = {
    async add(job, { id, delay = 0 }) {
      if (known.has(id)) return;
      known.add(id);
      jobs.push({ job, id, at: now + delay });
    },
  };
  const deps: Deps = {
    github: model.github,
    store,
    queue: queue as Deps['queue'],
    pack,
    clock: { now: () => now },
    log: silentLog,
    readYaml: readPolicyYaml,
    undoMs: 0,
  };
  let deliveries = 0;

  async function deliver(): Promise<void> {
    const deliveryId = `${ref.repo}-${deliveries++}`;
    const wish = { key: deliveryId, deliveryId, event: 'issues.edited', issue: ref };
    const wakeup = await store.receive(wish, 0, now);
    if (wakeup === null) return;
    const { job, options } = triageJob(wish, wakeup, now);
    await queue.add(job, options);
  }

  /** Runs the next job that is due; one that fails comes back, as the queue would bring it. */
  async function work(end: Death | null): Promise<void> {
    const next = jobs.find(({ at, job }) => at <= now && job.kind !== 'follow-up');
    if (next === undefined) return;
    jobs = jobs.filter((job) => job !== next);
    const worker = end === null ? deps : dying(deps, end);
    try {
      if (next.job.kind === 'triage') await triageInTurn(next.job, worker);
      else if (next.job.kind === 'post-draft') await postDraft(next.job.draftId, worker);
    } catch {
      jobs.push({ ...next, at: now + minute });
    }
  }

  async function decide(to: 'approved' | 'rejected'): Promise<void> {
    const draft = (await store.draftsOfIssue(ref)).find(({ state }) => state === 'pending');
    if (draft === undefined) return;
    await store.moveDraft(draft.id, 'pending', to, { decidedBy: 'alice' }, now);
    if (to === 'approved') await sweep(deps, { failed: false });
  }

  async function take(one: Step): Promise<void> {
    now += 1_000;
    const issue = model.issue(ref.number);
    switch (one.kind) {
      case 'edit':
        issue.body = one.body;
        return deliver();
      case 'label':
        return model.label(ref.number, one.name, alice);
      case 'unlabel':
        return model.unlabel(ref.number, one.name, alice);
      case 'close':
      case 'open':
        issue.state = one.kind === 'close' ? 'closed' : 'open';
        return;
      case 'comment':
        issue.comments.push({ id: now, author: alice, body: 'Me too.', at: now });
        return;
      case 'delete':
        issue.comments = issue.comments.filter(({ author }) => author !== bot);
        return;
      case 'approve':
      case 'reject':
        return decide(one.kind === 'approve' ? 'approved' : 'rejected');
      case 'wait':
        now += 11 * minute;
        return;
      case 'sweep':
        await sweepInbox(deps, { failed: false });
        return;
      case 'work':
        return work(one.death);
    }
  }

  /** Lets living workers finish everything. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 40; round += 1) {
      now += 11 * minute;
      await sweepInbox(deps, { failed: false });
      await work(null);
    }
  }
  return { ref, model, take, settle, jobs: () => jobs };
}

type World = ReturnType<typeof world>;

/** What a person did to labels is never undone: nothing of ours comes after a person's removal. */
function expectPeopleObeyed({ ref, model }: World): void {
  const { events, labels: present } = model.issue(ref.number);
  for (const [index, event] of events.entries()) {
    if (event.change !== 'unlabeled') continue;
    expect(event.actor).toBe(alice);
    const later = events.slice(index + 1).filter(({ label }) => label === event.label);
    expect(later.every(({ actor }) => actor === alice)).toBe(true);
  }
  const lastOf = (label: string) => events.filter((event) => event.label === label).at(-1);
  for (const label of labels) {
    expect(present.includes(label)).toBe(lastOf(label)?.change === 'labeled');
  }
}

async function expectSaidOnce({ ref, model }: World): Promise<void> {
  const markers = model.said.map(({ body }) => /<!-- dejabug:\S+ -->/.exec(body)?.[0]);
  expect(markers).not.toContain(undefined);
  expect(new Set(markers).size).toBe(markers.length);
  const drafts = await store.draftsOfIssue(ref);
  for (const { body } of model.said) {
    const draft = drafts.find(({ id }) => body.includes(id.slice(0, 8)));
    expect(draft?.decidedBy).toBe('alice');
    expect(draft?.state).not.toBe('rejected');
  }
}

it('nothing people do is undone and nothing is said twice, whoever dies when', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const one = world();
      for (const each of steps) {
        await one.take(each);
        expectPeopleObeyed(one);
      }
      await expectSaidOnce(one);
      await one.settle();
      expectPeopleObeyed(one);
      await expectSaidOnce(one);
      expect(one.jobs().filter(({ job }) => job.kind !== 'follow-up')).toEqual([]);
      expect(
        (await store.overdueIssues(Number.MAX_SAFE_INTEGER / 2, 5_000)).map(({ issue }) => issue.repo),
      ).not.toContain(one.ref.repo);
    }),
    { numRuns: 150 },
  );
});

it('an issue that people leave alone gets its label and one draft, whoever dies when', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(death, { maxLength: 6 }), async (deaths) => {
      const one = world();
      await one.take({ kind: 'edit', body: 'dell-boot' });
      for (const end of deaths) {
        await one.take({ kind: 'work', death: end });
        await one.take({ kind: 'wait' });
      }
      await one.settle();
      const { labels: present, events } = one.model.issue(one.ref.number);
      expect(present).toEqual(['known: dell-boot']);
      expect(events).toHaveLength(1);
      expect(await store.draftsOfIssue(one.ref)).toMatchObject([{ state: 'pending', category: 'dell-boot' }]);
      expect(await store.lastDecision(one.ref)).toMatchObject({ decision: 'label' });
      expect(one.jobs().filter(({ job }) => job.kind === 'follow-up')).toHaveLength(1);
    }),
    { numRuns: 60 },
  );
});

it('an approved reply is posted exactly once, whoever dies when', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(death, { maxLength: 6 }), async (deaths) => {
      const one = world();
      await one.take({ kind: 'edit', body: 'ec2-kexec' });
      await one.take({ kind: 'work', death: null });
      await one.take({ kind: 'approve' });
      for (const end of deaths) {
        await one.take({ kind: 'work', death: end });
        await one.take({ kind: 'wait' });
      }
      await one.settle();
      expect(one.model.said).toHaveLength(1);
      await expectSaidOnce(one);
      const [draft] = await store.draftsOfIssue(one.ref);
      expect(draft).toMatchObject({ state: 'posted', commentUrl: expect.any(String) });
    }),
    { numRuns: 60 },
  );
});
