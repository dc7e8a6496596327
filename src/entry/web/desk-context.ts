/** What the review desk is built from, and what every request of it carries. */

import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { Clock, GitHub, JobQueue, Log, RepositoryRef, Store } from '../../app/ports.js';
import type { ReviewWorld } from '../../app/review-world.js';
import type { ScoreWorld } from '../../app/view-scorecard.js';
import type { PolicyReading } from '../../core/rules/policy.js';
import type { Assets } from './assets.js';
import type { Session } from './session-content.js';

export interface DeskSettings {
  /** Origin under which people reach the desk, e.g. `https://dejabug.example.org`; no path. */
  readonly publicUrl: string;
  readonly sessionSecret: string;
  /** `https://github.com`, or the Enterprise server or emulator. */
  readonly githubServerUrl: string;
  readonly githubApiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Proxies in front of this process whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
}

/** What the job board needs of the process. Opened at the first visit: most processes never show it. */
export interface JobBoard {
  /** Logins in lower case. */
  readonly admins: readonly string[];
  open(basePath: string): Promise<Hono>;
}

export interface DeskParts {
  readonly store: Store;
  readonly queue: JobQueue;
  readonly github: GitHub;
  /** The policy that holds in a repository now, see `currentPolicy`. */
  readonly readPolicy: (ref: RepositoryRef) => Promise<PolicyReading>;
  readonly pack: ReviewWorld['pack'];
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: DeskSettings;
  /** See `ReviewWorld`. */
  readonly undoMs?: number | undefined;
  /** Null where nobody may see the jobs. */
  readonly jobBoard?: JobBoard | null;
  /** Whom a repository's policy lets review; without it everybody whom GitHub lets write. */
  readonly reviewersOf?: (ref: RepositoryRef) => Promise<ReadonlySet<string>>;
  /** The known problems as a repository's policy wants them; without it all that are shipped. */
  readonly packOf?: ReviewWorld['packOf'];
}

/** The parts after start: assets read, permissions remembered, addresses parsed. */
export interface Desk {
  readonly world: ScoreWorld;
  readonly settings: DeskSettings;
  /** Origin of `publicUrl`. */
  readonly origin: string;
  readonly secure: boolean;
  readonly assets: Assets;
}

export interface DeskEnv {
  /** The connection, where a server passes it on. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** Null when nobody is signed in. */
    session: Session | null;
  };
}

export type DeskContext = Context<DeskEnv>;
