/** Who somebody is, from GitHub: the App's OAuth with PKCE. The person's token lives for two requests. */

import { createHash } from 'node:crypto';
import { deleteToken, exchangeWebFlowCode, getWebFlowAuthorizationUrl } from '@octokit/oauth-methods';
import { request } from '@octokit/request';
import { z } from 'zod';
import type { DeskSettings } from './desk-context.js';

const answerWithin = 10_000;
// Enterprise Managed Users have an underscore in their login.
const User = z.object({ login: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/) });

/** Address on GitHub at which the person agrees. `verifier` is the PKCE secret that only this browser's cookie holds. */
export function authorizationUrl(
  settings: DeskSettings,
  asked: { readonly state: string; readonly verifier: string; readonly callback: string },
): string {
  const { url } = getWebFlowAuthorizationUrl({
    clientType: 'github-app',
    clientId: settings.clientId,
    redirectUrl: asked.callback,
    state: asked.state,
    allowSignup: false,
    request: serverRequest(settings),
  });
  const address = new URL(url);
  address.searchParams.set('code_challenge', createHash('sha256').update(asked.verifier).digest('base64url'));
  address.searchParams.set('code_challenge_method', 'S256');
  return address.href;
}

/** The login behind an authorization code. The token it costs is revoked and forgotten. Throws when GitHub refuses. */
export async function loginBehind(
  settings: DeskSettings,
  given: { readonly code: string; readonly verifier: string; readonly callback: string },
): Promise<string> {
  const { clientId, clientSecret } = settings;
  const client = { clientType: 'github-app', clientId, clientSecret } as const;
  const { authentication } = await exchangeWebFlowCode({
    ...client,
    code: given.code,
    redirectUrl: given.callback,
    request: serverRequest(settings, { code_verifier: given.verifier }),
  });
  const { token } = authentication;
  const api = apiRequest(settings);
  try {
    const answer = await api('GET /user', { headers: { authorization: `Bearer ${token}` } });
    return User.parse(answer.data).login;
  } finally {
    // Best effort: it was never stored, and GitHub lets it expire after eight hours.
    await deleteToken({ ...client, token, request: api }).catch(() => undefined);
  }
}

function serverRequest(settings: DeskSettings, extra: Record<string, string> = {}) {
  return request.defaults({
    baseUrl: settings.githubServerUrl,
    request: { signal: AbortSignal.timeout(answerWithin) },
    ...extra,
  });
}

function apiRequest(settings: DeskSettings) {
  return request.defaults({
    baseUrl: settings.githubApiUrl,
    request: { signal: AbortSignal.timeout(answerWithin) },
  });
}
