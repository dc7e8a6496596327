/** Small phrases that several pages share: states, percentages, times, fix statuses. */

import type { Draft, DraftState } from '../../../app/ports.js';
import type { DraftPurpose } from '../../../core/plan/action.js';
import type { FixState, FixStatus } from '../../../core/reply/fix-status.js';
import { Icon, type IconName } from './icons.js';

interface StateWords {
  readonly name: string;
  readonly tone: 'attention' | 'accent' | 'success' | 'danger' | 'neutral';
  readonly icon: IconName;
}

export const stateWords: Readonly<Record<DraftState, StateWords>> = {
  pending: { name: 'Pending', tone: 'attention', icon: 'clock' },
  approved: { name: 'Approved', tone: 'accent', icon: 'check-circle' },
  posted: { name: 'Posted', tone: 'success', icon: 'comment-discussion' },
  rejected: { name: 'Rejected', tone: 'danger', icon: 'x-circle' },
  superseded: { name: 'Superseded', tone: 'neutral', icon: 'skip' },
  expired: { name: 'Expired', tone: 'neutral', icon: 'skip' },
};

export function StateLabel({ state }: { state: DraftState }) {
  const { name, tone, icon } = stateWords[state];
  return (
    <span class={`state state-${tone}`}>
      <Icon name={icon} />
      {name}
    </span>
  );
}

/** What a draft that is not the first reply is for. */
export const purposeWords: Readonly<Record<Exclude<DraftPurpose, 'reply'>, string>> = {
  reminder: 'reminder',
  expiry: 'closes the issue',
  release: 'news of a release',
};

const fixWords: Readonly<Record<FixState, string>> = {
  'fixed-in': 'Fixed in a newer version',
  workaround: 'Workaround',
  'regression?': 'Possible regression',
  'unknown-version': 'Version unknown',
  'no-fix-yet': 'No fix yet',
};

/** `Fixed in linux 3.2.2` where the version is known, else the status in words. */
export function fixTitle(fix: FixStatus): string {
  if (fix.status !== 'fixed-in' || fix.fixedIn === null) return fixWords[fix.status];
  return fix.component === null
    ? `Fixed in ${fix.fixedIn}`
    : `Fixed in ${capital(fix.component)} ${fix.fixedIn}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Rounded down, as in every reason: nothing is certain, and nothing reaches a threshold that it misses. */
export function percent(confidence: number): string {
  return `${Math.floor(confidence * 100 + 1e-9)}%`;
}

/** `owner/repo#12` */
export function issueName(draft: Pick<Draft, 'owner' | 'repo' | 'number'>): string {
  return `${draft.owner}/${draft.repo}#${draft.number}`;
}

export function repositoryName(draft: Draft): string {
  return `${draft.owner}/${draft.repo}`;
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const units = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

function ago(at: number, now: number): string {
  const seconds = Math.max(0, (now - at) / 1000);
  const unit = units.find(([, length]) => seconds >= length);
  return unit ? relative.format(-Math.floor(seconds / unit[1]), unit[0]) : 'just now';
}

/** A moment (milliseconds since the epoch) as people say it, with the exact time for machines and on hover. */
export function Moment({ at, now }: { at: number; now: number }) {
  const exact = new Date(at).toISOString();
  return (
    <time datetime={exact} title={`${exact.slice(0, 16).replace('T', ' ')} UTC`}>
      {ago(at, now)}
    </time>
  );
}

/** Stored addresses come from GitHub; a link is made of nothing but http(s) all the same. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address);
}
