/** What the desk's two cookies hold, and what is known of somebody who is signed in. */

import { z } from 'zod';

// `use` keeps one cookie from being played back as the other: both are signed with the same secret.
export const SessionCookie = z.strictObject({
  use: z.literal('session'),
  /** Names the session in the store; nobody else knows it. */
  key: z.string().min(43).max(100),
  expires: z.number(),
});
export const SignIn = z.strictObject({
  use: z.literal('sign-in'),
  state: z.string().min(32),
  verifier: z.string().min(43),
  returnTo: z.string(),
  expires: z.number(),
});

export type SessionCookie = z.infer<typeof SessionCookie>;
export type SignIn = z.infer<typeof SignIn>;

export interface Session {
  readonly key: string;
  readonly login: string;
  /** Goes into every form; a request that changes something must bring it back. */
  readonly csrf: string;
}
