/** What the desk's two cookies hold. */

import { z } from 'zod';

// `use` keeps one cookie from being played back as the other: both are signed with the same secret.
export const Session = z.strictObject({
  use: z.literal('session'),
  login: z.string().min(1),
  /** Goes into every form; a request that changes something must bring it back. */
  csrf: z.string().min(32),
  expires: z.number(),
});
export const SignIn = z.strictObject({
  use: z.literal('sign-in'),
  state: z.string().min(32),
  verifier: z.string().min(43),
  returnTo: z.string(),
  expires: z.number(),
});

export type Session = z.infer<typeof Session>;
export type SignIn = z.infer<typeof SignIn>;
