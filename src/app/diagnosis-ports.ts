/** What a diagnosis asks of the world; nothing here changes anything. */

import type { SeenApp, SeenInstallation } from '../core/diagnosis/judge-app.js';
import type { SeenDatabase, SeenQueue } from '../core/diagnosis/judge-stores.js';
import type { SeenDelivery, SeenHook } from '../core/diagnosis/judge-webhook.js';
import type { RepositoryRef } from './refs.js';

export type AppAnswer =
  | { readonly kind: 'known'; readonly app: SeenApp; readonly serverTime: number | null }
  /** GitHub does not accept the key for this App. `serverTime` in milliseconds since the epoch, null where it sent none. */
  | { readonly kind: 'refused'; readonly reason: string; readonly serverTime: number | null }
  /** No answer, or none of GitHub's; the reason says what to check. */
  | { readonly kind: 'unreachable'; readonly reason: string };

/** Methods without a word on failure reject with an error for the person. */
export interface AppInspection {
  app(): Promise<AppAnswer>;
  /** Null where this GitHub does not tell. */
  hook(): Promise<SeenHook | null>;
  /** The last hundred, the newest first; null where this GitHub keeps no list. */
  deliveries(): Promise<readonly SeenDelivery[] | null>;
  /** At most a hundred. */
  installations(): Promise<{
    readonly installations: readonly SeenInstallation[];
    readonly isComplete: boolean;
  }>;
  /** Null where the App is not installed. */
  installationOf(owner: string, repo: string): Promise<RepositoryRef | null>;
}

export interface StoreInspection {
  database(): Promise<SeenDatabase>;
  queue(): Promise<SeenQueue>;
}

/** Null when Dejabug answers under this base address; otherwise why not, in words. */
export type AskAlive = (publicUrl: string) => Promise<string | null>;
