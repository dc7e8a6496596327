/** What every use case is given: the world through its ports. */

import type { Action, Plan } from '../core/plan/action.js';
import type { Clock, GitHub, IssueRef, JobQueue, Log, Pack, Store, YamlReading } from './ports.js';
import type { Permissions } from './review-permission.js';
import type { OpenTrial } from './trial-port.js';

export interface Deps {
  readonly github: GitHub;
  readonly store: Store;
  readonly queue: JobQueue;
  readonly pack: Pack;
  /** What people may do, believed for a minute; without it GitHub is asked each time. */
  readonly permissions?: Pick<Permissions, 'known'> | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Told about every action of a plan, for the metrics. */
  readonly onEffect?: ((kind: Action['kind'], outcome: 'performed' | 'failed') => void) | undefined;
  /** Told about every plan before it is performed, and about those that a policy or a rehearsal keeps from it. */
  readonly onPlan?: ((plan: Plan, issue: IssueRef) => void) | undefined;
  /**
   * Told right before labels are set, when the intent is stored already, and awaited: what it writes down outlives a process that dies
   * meanwhile, and where it rejects they are not set.
   */
  readonly beforeLabels?: ((names: readonly string[]) => Promise<void>) | undefined;
  /** True where plans are made and none is performed; see `rehearse`. */
  readonly isRehearsal?: boolean | undefined;
  /** Reads the text of a policy file; a hostile or broken one is a value, not an exception. */
  readonly readYaml: (text: string) => YamlReading;
  /** Where rules of pull requests are tried; without it no pull request is checked. */
  readonly openTrial?: OpenTrial | undefined;
  /** How long a worker has an issue for itself without a sign of life, in milliseconds; half a minute unless told otherwise. */
  readonly holdMs?: number | undefined;
  /** Asked before each effect; rejects when another worker may be at the same issue by now. */
  readonly stillOurs?: (() => Promise<void>) | undefined;
  /** How long an approved reply waits, so that the person may take it back, in milliseconds; ten seconds unless told otherwise. */
  readonly undoMs?: number | undefined;
  /** How long a worker may hold a draft that it posts, in milliseconds; ten minutes unless told otherwise. */
  readonly claimMs?: number | undefined;
}
