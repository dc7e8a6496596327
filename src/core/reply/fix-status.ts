/** What the known fix means for this reporter's own versions. */

/**
 * `fixed-in`: a newer version has the fix; `workaround`: no release to move to, or none known to suit, but something to do
 * now; `regression?`: the reporter already runs the fix, a person must look; `unknown-version`: ask; `no-fix-yet`.
 */
export type FixState = 'fixed-in' | 'workaround' | 'regression?' | 'unknown-version' | 'no-fix-yet';

export interface FixStatus {
  readonly status: FixState;
  /** Component whose version decided (`linux`, `xen`, `dracut`), null when none did. */
  readonly component: string | null;
  /** The reporter's version of it, null when the report does not say. */
  readonly reported: string | null;
  /** First fixed version, null when there is none or it is unknown. */
  readonly fixedIn: string | null;
  /** One sentence for the maintainer. */
  readonly because: string;
}
