/** The news of releases on the desk: which batches wait, and the one approval that releases a whole one. */

import { Hono } from 'hono';
import type { ReleaseBatch, WaitingBatch } from '../../app/ports.js';
import { approveBatch, listBatches } from '../../app/review-batch.js';
import { reviewableRepositories } from '../../app/review-repositories.js';
import type { Desk, DeskEnv } from './desk-context.js';
import { DeskRefusal, mayNotReview } from './desk-refusal.js';
import { MessagePage } from './pages/message-page.js';
import { requireToken, wantsJson } from './request-guard.js';
import { deskPath } from './return-path.js';
import { readSent } from './sent-form.js';
import { signInAction } from './sign-in-routes.js';

/** `GET /review/batches` (JSON), `POST /review/batches/:id/approve`. */
export function batchRoutes(desk: Desk): Hono<DeskEnv> {
  const routes = new Hono<DeskEnv>();
  const { world } = desk;

  routes.get(`${deskPath}/batches`, async (context) => {
    const { session } = context.var;
    if (!session) return context.json({ error: 'You are signed out. Sign in at /login.' }, 401);
    const { repositories } = await reviewableRepositories(world, session.login);
    const batches = await listBatches(world, repositories);
    return context.json({ batches: batches.map(batchSummary) });
  });

  routes.post(`${deskPath}/batches/:id/approve`, async (context) => {
    const sent = await readSent(context);
    const { session } = context.var;
    if (!session) {
      if (wantsJson(context)) return context.json({ error: 'You are signed out. Sign in at /login.' }, 401);
      const action = { ...signInAction, href: `/login?return=${encodeURIComponent(deskPath)}` };
      return context.html(
        <MessagePage
          desk={desk}
          session={null}
          icon="lock"
          title="Your session has ended"
          advice="Nothing was changed. Sign in and repeat it."
          action={action}
        />,
        401,
      );
    }
    requireToken(context, desk, sent.csrf);
    const outcome = await approveBatch(world, context.req.param('id'), session.login);
    if (outcome.kind === 'not-found') throw noSuchBatch();
    if (outcome.kind === 'forbidden') throw mayNotReview(outcome.repository);
    const { batch, drafts, queued } = outcome;
    if (wantsJson(context)) return context.json({ id: batch.id, approved: drafts }, queued ? 200 : 202);
    const later = queued ? '' : ' The queue did not answer; they are posted as soon as it does.';
    return context.html(
      <MessagePage
        desk={desk}
        session={session}
        icon="check-circle"
        title={drafts === 1 ? 'Approved one reply' : `Approved ${drafts} replies`}
        advice={`${batchName(batch)}: each issue is told once, at the pace that GitHub allows.${later}`}
        action={{ href: deskPath, words: 'Back to the drafts' }}
      />,
    );
  });

  return routes;
}

/** `acme/tools: linux 3.2 (test version), for dell-boot`. */
export function batchName(batch: ReleaseBatch): string {
  const of = batch.distribution === null ? '' : ` of ${batch.distribution}`;
  const test = batch.isTest ? ' (test version)' : '';
  return `${batch.owner}/${batch.repo}: ${batch.component} ${batch.version}${of}${test}, for ${batch.category}`;
}

function batchSummary({
  id,
  owner,
  repo,
  category,
  component,
  version,
  isTest,
  distribution,
  pending,
}: WaitingBatch) {
  return { id, owner, repo, category, component, version, test: isTest, distribution, pending };
}

function noSuchBatch(): DeskRefusal {
  return new DeskRefusal(
    404,
    'There is no such batch for you',
    'It may have been decided, or it belongs to a repository that you cannot see.',
  );
}
