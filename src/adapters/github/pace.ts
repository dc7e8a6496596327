/** GitHub's limits, kept by all workers of an installation together: a turn for each write, silence when GitHub asks for it. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteTurns } from '../../app/limit-ports.js';
import type { Log, RepositoryRef } from '../../app/ports.js';
import { GitHubError } from './github-error.js';

/**
 * A turn that comes this soon is waited for, in milliseconds; for a later one the job goes back to the queue. Turns are a second
 * apart, so that a noisy installation never has more than two jobs waiting in a worker's place.
 */
const shortMs = 1_500;

export interface Pace {
  /** Resolves when it is this write's turn. Rejects with the time to wait when that is longer than a moment. */
  turn(installationId: number, what: string): Promise<void>;
  /** Rejects while GitHub wants to hear nothing of the installation. */
  notPaused(ref: RepositoryRef): Promise<void>;
  /** GitHub asked for silence. */
  refused(ref: RepositoryRef, waitMs: number): Promise<void>;
}

interface PaceParts {
  readonly pace: boolean;
  readonly turns?: WriteTurns | undefined;
  readonly log: Log;
}

/** A GitHub without limits, or no place to share them, has no turns; pauses are then each job's own. */
export function paceOf({ pace, turns, log }: PaceParts): Pace {
  if (!pace || turns === undefined) {
    return { turn: async () => {}, notPaused: async () => {}, refused: async () => {} };
  }
  return {
    async turn(installationId, what) {
      for (;;) {
        const wait = await turns.takeTurn(installationId, what.toLowerCase(), Date.now());
        if (wait <= 0) return;
        if (wait > shortMs) throw later(`The turn of ${what}`, wait);
        await sleep(wait);
      }
    },

    async notPaused(ref) {
      const wait = (await turns.pausedUntil(ref.installationId)) - Date.now();
      if (wait > 0) throw later(`GitHub's rate limit for installation ${ref.installationId}`, wait);
    },

    async refused(ref, waitMs) {
      const now = Date.now();
      try {
        await turns.pauseInstallation(ref.installationId, now + waitMs, now);
      } catch (err) {
        // This job waits anyway; the others learn of the limit from GitHub.
        log.warn({ err, installation: ref.installationId }, 'a pause could not be shared');
      }
    },
  };
}

function later(what: string, waitMs: number): GitHubError {
  const seconds = Math.ceil(waitMs / 1000);
  return new GitHubError(
    `${what} comes in ${seconds} s; nothing is lost until then.`,
    { status: 0, retry: true, retryAfterMs: waitMs },
    undefined,
  );
}
