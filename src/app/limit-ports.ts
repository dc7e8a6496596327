/** What keeps Dejabug within GitHub's limits and a repository's patience, shared by every worker. */

import type { RepositoryRef } from './refs.js';

export interface WriteTurns {
  /**
   * Milliseconds until `holder` may write as this installation; 0 takes the turn: write now. Who must wait has a place in the order
   * of asking, and keeps it by coming back under the same name when the time is over.
   */
  takeTurn(installationId: number, holder: string, now: number): Promise<number>;
  /** Milliseconds until work that can wait may write as this installation, so that a fifth of its turns is left for what is new. */
  unhurriedTurn(installationId: number, now: number): Promise<number>;
  /** GitHub refused: nothing of this installation is sent before `until`, by any worker. */
  pauseInstallation(installationId: number, until: number, now: number): Promise<void>;
  /** Until when the installation must be silent, milliseconds since the epoch; 0 when it need not. */
  pausedUntil(installationId: number): Promise<number>;
}

export type NoiseKind = 'labels' | 'drafts';

export interface NoiseLedger {
  /**
   * Spends one of the repository's `limit` for the UTC day of `now`; false when nothing is left of it. The same key spends once, on
   * whatever day it comes again.
   */
  spendNoise(ref: RepositoryRef, kind: NoiseKind, key: string, limit: number, now: number): Promise<boolean>;
}
