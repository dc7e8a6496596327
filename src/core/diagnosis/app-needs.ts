/** What the App must be allowed and told for the code to work: app.yml and docs/install.md are tested against this list. */

import { policyPath } from '../rules/policy.js';
import { type Finding, note, ok, wrong } from './finding.js';

export type Access = 'read' | 'write';

interface Need {
  /** Null: nothing works without it. Otherwise what is lost without it, as a sentence. */
  readonly without: string | null;
}

export interface PermissionNeed extends Need {
  /** GitHub's name for it in its API. */
  readonly name: string;
  readonly access: Access;
}

export interface EventNeed extends Need {
  readonly name: string;
}

const noReleases =
  'Releases and changed policies are then not heard of, and own rules not read: tell of releases with `dejabug released`.';

const noChecks =
  'A pull request that changes the policy or own rules then gets no check; all else works: check them with `dejabug policy check`.';

export const neededPermissions: readonly PermissionNeed[] = [
  { name: 'issues', access: 'write', without: null },
  { name: 'single_file', access: 'read', without: null },
  { name: 'contents', access: 'read', without: noReleases },
  { name: 'pull_requests', access: 'read', without: noChecks },
  { name: 'checks', access: 'write', without: noChecks },
  { name: 'metadata', access: 'read', without: null },
];

export const neededEvents: readonly EventNeed[] = [
  { name: 'issues', without: null },
  {
    name: 'issue_comment',
    without:
      'Answers and commands are then not heard of: boxes are not ticked and reminders are not withdrawn.',
  },
  { name: 'release', without: 'The news of a release has then to be told with `dejabug released`.' },
  { name: 'pull_request', without: noChecks },
  { name: 'check_run', without: 'The check of a changed policy then cannot be run again from GitHub.' },
  { name: 'push', without: 'A changed policy then moves a follow-up when that runs, not at once.' },
  {
    name: 'repository',
    without: 'A renamed or transferred repository is then noticed by its next issue, or within a day.',
  },
];

/** What GitHub sends without being asked: to every App about its installations, and to one that writes checks when they shall all run again. */
export const givenEvents: readonly string[] = ['installation', 'installation_repositories', 'check_suite'];

/** What an App, or one installation of it, was granted. */
export interface Grants {
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  /** Files that *Single file* allows; null where GitHub does not say. */
  readonly singleFiles: readonly string[] | null;
}

const levels: readonly string[] = ['read', 'write', 'admin'];

/** `whose` begins the sentences: "The App", "The installation on octocat". `todo` says where it is granted. */
export function judgeGrants(
  whose: string,
  check: string,
  { permissions, events, singleFiles }: Grants,
  todo: string,
): Finding[] {
  const lacking = neededPermissions
    .filter(({ name, access }) => levels.indexOf(permissions[name] ?? '') < levels.indexOf(access))
    // Who may read all the code may read the one file too.
    .filter(({ name }) => name !== 'single_file' || permissions.contents === undefined);
  const unheard = neededEvents.filter(({ name }) => !events.includes(name));
  const missed = [
    ...lacking.map((need) => ({ need, what: `has no ${need.access} access to "${need.name}"` })),
    ...unheard.map((need) => ({ need, what: `does not hear of the event "${need.name}"` })),
  ];
  // What is lost for the same reason is told once.
  const byLoss = new Map<string, typeof missed>();
  for (const one of missed) {
    const loss = one.need.without ?? one.what;
    byLoss.set(loss, [...(byLoss.get(loss) ?? []), one]);
  }
  const found = [...byLoss.values()].map((together) => {
    const says = `${whose} ${together.map(({ what }) => what).join(', ')}`;
    const without = together[0]?.need.without ?? null;
    return without === null
      ? wrong(check, `${says}, without which nothing works.`, todo)
      : note(check, `${says}. ${without}`, todo);
  });
  const isFileMissing = singleFiles !== null && !singleFiles.includes(policyPath);
  if (permissions.single_file !== undefined && permissions.contents === undefined && isFileMissing)
    found.push(wrong(check, `${whose} may read single files, but ${policyPath} is not one of them.`, todo));
  return found.length > 0 ? found : [ok(check, `${whose} has every permission and event that is needed.`)];
}

/** Permissions that the code never uses. */
export function judgeExcess({ permissions }: Grants, todo: string): Finding[] {
  const more = Object.entries(permissions).filter(([name, access]) => {
    const need = neededPermissions.find((needed) => needed.name === name);
    return need === undefined || levels.indexOf(access) > levels.indexOf(need.access);
  });
  if (more.length === 0) return [];
  const list = more.map(([name, access]) => `${name}: ${access}`).join(', ');
  return [note('permissions', `The App may do more than Dejabug ever does (${list}).`, todo)];
}
