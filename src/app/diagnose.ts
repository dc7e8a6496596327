/** Looks at everything that a working installation needs, one finding after the other; changes nothing. */

import { type Finding, note, ok, skipped, wrong } from '../core/diagnosis/finding.js';
import {
  judgeAppGrants,
  judgeClock,
  judgeIdentity,
  judgeInstallations,
  type SeenApp,
} from '../core/diagnosis/judge-app.js';
import { judgeDatabase, judgeQueue } from '../core/diagnosis/judge-stores.js';
import { type HookSettings, judgeDeliveries, judgeHook } from '../core/diagnosis/judge-webhook.js';
import { policyPath } from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import type { AppInspection, AskAlive, StoreInspection } from './diagnosis-ports.js';
import type { Clock, Pack, RepositoryRef } from './ports.js';
import { examinePolicy } from './read-policy.js';

export interface Diagnosis {
  readonly github: AppInspection & Pick<Deps['github'], 'repositoryFiles' | 'installedRepositories'>;
  readonly stores: StoreInspection;
  readonly askAlive: AskAlive;
  readonly readYaml: Deps['readYaml'];
  /** Null where the rules did not load, which is a finding of its own. */
  readonly pack: Pack | null;
  readonly clock: Clock;
  readonly expected: { readonly appId: number; readonly clientId: string };
  readonly hook: HookSettings;
  /** Where browsers find the review desk. */
  readonly deskUrl: string;
  /** Only this repository's policy; null: those of the first `mostPolicies`. */
  readonly repository: { readonly owner: string; readonly repo: string } | null;
}

/** Policies that are looked at unless one repository is named: each costs a request. */
export const mostPolicies = 20;

/** Never rejects: what cannot be asked is a finding. */
export async function* diagnose(parts: Diagnosis): AsyncGenerator<Finding> {
  yield judgeDatabase(await parts.stores.database());
  yield* judgeQueue(await parts.stores.queue());
  const app = yield* aboutApp(parts);
  if (app === null) {
    const rest =
      'Webhook, deliveries, installations and policies were not looked at, because GitHub does not know us.';
    yield skipped('github', rest);
    return;
  }
  yield* asked('webhook', async () => judgeHook(await parts.github.hook(), parts.hook));
  yield* asked('deliveries', async () => judgeDeliveries(await parts.github.deliveries()));
  yield await aboutAddress(parts);
  yield* asked('installations', async () => {
    const { installations, isComplete } = await parts.github.installations();
    return judgeInstallations(app, installations, isComplete);
  });
  yield* aboutPolicies(parts);
}

async function* aboutApp({ github, clock, expected }: Diagnosis): AsyncGenerator<Finding, SeenApp | null> {
  const answer = await github.app();
  if (answer.kind === 'unreachable') {
    yield wrong('github', answer.reason, null);
    return null;
  }
  const time = judgeClock(clock.now(), answer.serverTime);
  yield time;
  if (answer.kind === 'refused') {
    const todo =
      time.verdict === 'wrong'
        ? 'Set the clock first.'
        : "Generate a new private key on the App's page, or correct APP_ID; on GitHub Enterprise also GITHUB_API_URL.";
    yield wrong('app', `GitHub refuses PRIVATE_KEY for App ${expected.appId} (${answer.reason}).`, todo);
    return null;
  }
  yield* judgeIdentity(answer.app, expected);
  yield* judgeAppGrants(answer.app);
  return answer.app;
}

async function aboutAddress({ askAlive, deskUrl }: Diagnosis): Promise<Finding> {
  const why = await askAlive(deskUrl);
  if (why === null) return ok('address', `Dejabug answers at ${deskUrl}.`);
  const todo = 'Fine before it is started. While `dejabug serve` runs: check PUBLIC_URL and the proxy.';
  return note('address', `Nothing of Dejabug answers at ${deskUrl} (${why}).`, todo);
}

async function* aboutPolicies(parts: Diagnosis): AsyncGenerator<Finding> {
  const { pack, repository, github } = parts;
  if (pack === null) {
    yield skipped('policy', 'Policies were not looked at, because the rules that they name did not load.');
    return;
  }
  try {
    if (repository !== null) {
      const ref = await github.installationOf(repository.owner, repository.repo);
      const name = `${repository.owner}/${repository.repo}`;
      const todo = "Install it there: the App's public page, Install. Check the name too.";
      if (ref === null) yield wrong('policy', `The App is not installed on ${name}.`, todo);
      else yield* aboutPolicy(ref, parts, pack);
      return;
    }
    const found = await github.installedRepositories(mostPolicies + 1);
    if (found.length === 0)
      yield note('policy', 'GitHub names no repository that the App may look at, so no policy was read.');
    for (const ref of found.slice(0, mostPolicies)) yield* aboutPolicy(ref, parts, pack);
    if (found.length > mostPolicies)
      yield note(
        'policy',
        `Only ${mostPolicies} policies were looked at; \`--repository OWNER/REPO\` names another.`,
      );
  } catch (error) {
    yield wrong('policy', sentence(error), null);
  }
}

async function* aboutPolicy(
  ref: RepositoryRef,
  { github, readYaml }: Diagnosis,
  pack: Pack,
): AsyncGenerator<Finding> {
  const name = `${ref.owner}/${ref.repo}`;
  yield* asked('policy', async () => {
    const reading = await examinePolicy(ref, { github, readYaml, pack });
    if (!reading.ok)
      return reading.reasons.map((reason) =>
        wrong('policy', `${name}: ${reason}`, `Nothing is done there until ${policyPath} is corrected.`),
      );
    return [ok('policy', `${name}: mode ${reading.policy.mode}.`)];
  });
}

/** What a question found, or why it was not answered. */
async function* asked(check: string, ask: () => Promise<readonly Finding[]>): AsyncGenerator<Finding> {
  try {
    yield* await ask();
  } catch (error) {
    yield wrong(check, sentence(error), null);
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
