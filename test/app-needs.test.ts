/** One list says what the App needs: the manifest, the installation page and the webhooks that are listened to agree with it. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  givenEvents,
  judgeExcess,
  judgeGrants,
  neededEvents,
  neededPermissions,
} from '../src/core/diagnosis/app-needs.js';
import { policyPath } from '../src/core/rules/policy.js';
import { receiveInstallations } from '../src/entry/installation-webhooks.js';
import { receiveRepositories } from '../src/entry/repository-webhooks.js';
import { receiveIssues, type WebhookDeps } from '../src/entry/webhook.js';
import { receiveActivity } from '../src/entry/webhook-activity.js';
import { receivePullRequests } from '../src/entry/webhook-pull-requests.js';
import { silentLog } from './backends.js';

const root = path.resolve(import.meta.dirname, '..');
const granted = {
  permissions: Object.fromEntries(neededPermissions.map(({ name, access }) => [name, access])),
  events: neededEvents.map(({ name }) => name),
  singleFiles: [policyPath],
};

describe('what the App needs', () => {
  it('is what app.yml asks for, and nothing more', () => {
    const manifest = parse(readFileSync(path.join(root, 'app.yml'), 'utf8'));
    expect(manifest.default_permissions).toEqual(granted.permissions);
    expect(new Set(manifest.default_events)).toEqual(new Set(granted.events));
    expect(manifest.single_file_name).toBe(policyPath);
  });

  it('is justified one by one on the installation page', () => {
    const page = readFileSync(path.join(root, 'docs/install.md'), 'utf8');
    for (const name of granted.events) {
      const words = name.replaceAll('_', ' ');
      expect(page).toContain(`**Event ${words[0]?.toUpperCase()}${words.slice(1)}**`);
    }
    for (const { name, access } of neededPermissions) {
      const words = name.replaceAll('_', ' ');
      const title = `${words[0]?.toUpperCase()}${words.slice(1)}`;
      expect(page).toMatch(
        new RegExp(`\\*\\*${title}, ${access === 'write' ? 'read and write' : 'read'}\\*\\*`),
      );
    }
  });

  it('covers every event that is listened to, and none that is not', () => {
    const heard = new Set<string>();
    const events = {
      on(names: string | readonly string[]) {
        for (const name of [names].flat()) heard.add(String(name).split('.')[0] ?? '');
      },
    } as Parameters<typeof receiveIssues>[0];
    const deps = { log: silentLog } as WebhookDeps;
    receiveIssues(events, deps);
    receiveActivity(events, deps);
    receivePullRequests(events, deps);
    receiveInstallations(events, deps);
    receiveRepositories(events, deps);
    expect(heard).toEqual(new Set([...granted.events, ...givenEvents]));
  });
});

describe('what was granted', () => {
  function verdicts(change: Partial<typeof granted>) {
    return judgeGrants('The App', 'permissions', { ...granted, ...change }, 'Change it.').map(
      ({ verdict }) => verdict,
    );
  }

  it('is enough when it is what is needed', () => {
    expect(verdicts({})).toEqual(['ok']);
    expect(judgeExcess(granted, '')).toEqual([]);
  });

  it('needs no single file where all the code may be read', () => {
    const { single_file: _, ...rest } = granted.permissions;
    expect(verdicts({ permissions: rest, singleFiles: [] })).toEqual(['ok']);
  });

  it('is not enough where the single file is another one', () => {
    const { contents: _, ...rest } = granted.permissions;
    expect(verdicts({ permissions: rest, singleFiles: ['.github/other.yml'] })).toEqual(['note', 'wrong']);
    expect(verdicts({ permissions: rest })).toEqual(['note']);
  });
});
