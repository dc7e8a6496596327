/** What GitHub says about the App itself: whose key it is, whose clock is wrong, where it is installed. */

import { type Grants, judgeExcess, judgeGrants } from './app-needs.js';
import { type Finding, note, ok, wrong } from './finding.js';

export interface SeenApp extends Grants {
  readonly id: number;
  readonly slug: string;
  /** The App's public page. */
  readonly url: string;
  /** Null where GitHub does not say. */
  readonly clientId: string | null;
}

export interface SeenInstallation extends Grants {
  readonly id: number;
  readonly account: string;
  /** Since when, as GitHub writes it; null where it works. */
  readonly suspendedAt: string | null;
  /** Page on which its owner accepts permissions. */
  readonly url: string;
}

/** GitHub refuses a token that was signed this far in its future, or that ends too late; in milliseconds. */
const mostSkewMs = 60_000;
/** Date headers count whole seconds, and an answer takes its time. */
const noticedSkewMs = 5_000;

/** Both in milliseconds since the epoch; `theirs` is null where the server sent no date. */
export function judgeClock(ours: number, theirs: number | null): Finding {
  if (theirs === null)
    return note('clock', 'GitHub sent no date, so the clock of this machine could not be compared.');
  const skew = ours - theirs;
  const seconds = Math.round(Math.abs(skew) / 1000);
  const says = `The clock of this machine is ${seconds} s ${skew < 0 ? 'behind' : 'ahead of'} GitHub's`;
  const todo = 'Set the clock from the network (NTP), e.g. `timedatectl set-ntp true`.';
  if (Math.abs(skew) > mostSkewMs)
    return wrong(
      'clock',
      `${says}; GitHub refuses what is signed by a clock that is off by more than 60 s.`,
      todo,
    );
  if (Math.abs(skew) > noticedSkewMs) return note('clock', `${says}; from 60 s on nothing works.`, todo);
  return ok('clock', "The clock of this machine agrees with GitHub's.");
}

export function judgeIdentity(app: SeenApp, expected: { appId: number; clientId: string }): Finding[] {
  const found: Finding[] = [];
  if (app.id === expected.appId)
    found.push(ok('app', `PRIVATE_KEY belongs to APP_ID ${app.id}, "${app.slug}" (${app.url}).`));
  else
    found.push(
      wrong(
        'app',
        `GitHub knows this key as that of App ${app.id}, but APP_ID is ${expected.appId}.`,
        "Set APP_ID and PRIVATE_KEY to those of one App: see the App's page, General.",
      ),
    );
  if (app.clientId !== null && app.clientId !== expected.clientId)
    found.push(
      wrong(
        'sign-in',
        "GITHUB_CLIENT_ID is not this App's client id, so nobody can sign in to the review desk.",
        `Set GITHUB_CLIENT_ID=${app.clientId}, and GITHUB_CLIENT_SECRET to a secret of the same App.`,
      ),
    );
  else
    found.push(ok('sign-in', 'Client id and secret are set; only a sign-in shows that the secret is right.'));
  return found;
}

export function judgeAppGrants(app: SeenApp): Finding[] {
  const todo =
    "Change it on the App's page, Permissions & events; then accept it where the App is installed.";
  return [...judgeGrants('The App', 'permissions', app, todo), ...judgeExcess(app, todo)];
}

/** `isComplete` is false where there are more installations than were listed. */
export function judgeInstallations(
  app: Pick<SeenApp, 'url'>,
  installations: readonly SeenInstallation[],
  isComplete: boolean,
): Finding[] {
  if (installations.length === 0)
    return [
      wrong(
        'installations',
        'The App is not installed anywhere, so no issue will ever be seen.',
        `Install it: ${app.url}/installations/new`,
      ),
    ];
  const working = installations.filter(({ suspendedAt }) => suspendedAt === null);
  const names = working.map(({ account }) => account);
  const shown = names.length > 10 ? `${names.slice(0, 10).join(', ')}, …` : names.join(', ');
  const count = `${working.length}${isComplete ? '' : ' or more'}`;
  const found: Finding[] = [];
  if (working.length > 0) found.push(ok('installations', `Installed on ${count}: ${shown}.`));
  for (const { account, suspendedAt, url } of installations) {
    if (suspendedAt === null) continue;
    const says = `The installation on ${account} is suspended since ${suspendedAt}; nothing happens there.`;
    found.push(note('installations', says, `Its owner lifts that at ${url}.`));
  }
  for (const installation of working) {
    const whose = `The installation on ${installation.account}`;
    const todo = `Its owner accepts the new permissions at ${installation.url}.`;
    const grants = judgeGrants(whose, 'installations', installation, todo);
    found.push(...grants.filter(({ verdict }) => verdict !== 'ok'));
  }
  return found;
}
