/** What the desk says about repositories: which policy is followed, and why a newer one cannot be. */

import { Hono } from 'hono';
import { openRepository, reviewedRepositories, type SeenRepository } from '../../app/watch-repositories.js';
import { backfillSummary } from './backfill-json.js';
import type { Desk, DeskContext, DeskEnv } from './desk-context.js';
import { mayNotReview, noSuchRepository } from './desk-refusal.js';
import { MessagePage } from './pages/message-page.js';
import { RepositoryListPage } from './pages/repository-list-page.js';
import { RepositoryPage } from './pages/repository-page.js';
import { wantsJson } from './request-guard.js';
import { deskPath } from './return-path.js';
import { signInAction } from './sign-in-routes.js';

export const repositoriesPath = `${deskPath}/repositories`;

/** `GET /review/repositories`, `GET /review/repositories/:owner/:repo`. */
export function repositoryRoutes(desk: Desk): Hono<DeskEnv> {
  const routes = new Hono<DeskEnv>();
  const { world } = desk;

  routes.get(repositoriesPath, async (context) => {
    const { session } = context.var;
    if (!session) return signedOutOf(desk, context);
    const seen = await reviewedRepositories(world, session.login);
    if (wantsJson(context)) return context.json({ repositories: seen.map(repositorySummary) });
    return context.html(<RepositoryListPage desk={desk} session={session} repositories={seen} />);
  });

  routes.get(`${repositoriesPath}/:owner/:repo`, async (context) => {
    const { session } = context.var;
    if (!session) return signedOutOf(desk, context);
    const opened = await openRepository(world, context.req.param(), session.login);
    if (opened.kind === 'not-found') throw noSuchRepository();
    if (opened.kind === 'forbidden') throw mayNotReview(opened.repository);
    if (wantsJson(context))
      return context.json({
        ...repositorySummary(opened),
        firstReport: opened.first?.report ?? null,
        backfill: backfillSummary(opened.backfills),
      });
    const { first, backfills } = opened;
    return context.html(
      <RepositoryPage desk={desk} session={session} seen={opened} first={first} backfills={backfills} />,
    );
  });

  return routes;
}

/** Pages lead to the sign-in and back. */
export function signedOutOf(desk: Desk, context: DeskContext) {
  if (wantsJson(context)) return context.json({ error: 'You are signed out. Sign in at /login.' }, 401);
  const action = { ...signInAction, href: `/login?return=${encodeURIComponent(context.req.path)}` };
  return context.html(
    <MessagePage
      desk={desk}
      session={null}
      icon="lock"
      title="Sign in to see your repositories"
      advice="GitHub says for which repositories you may review drafts."
      action={action}
    />,
    401,
  );
}

function repositorySummary({ ref, policy }: SeenRepository) {
  return {
    owner: ref.owner,
    repo: ref.repo,
    policy: {
      followed: policy?.followed
        ? {
            files: policy.followed.fingerprint.split('\n'),
            since: new Date(policy.followed.since).toISOString(),
          }
        : null,
      refused: policy?.refused
        ? { reasons: policy.refused.reasons, since: new Date(policy.refused.since).toISOString() }
        : null,
    },
  };
}
