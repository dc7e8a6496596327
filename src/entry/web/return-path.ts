/** Where a person goes after signing in: only into the desk, whatever the address asked for. */

export const deskPath = '/review';

/** The asked path when it lies in the desk, else the list of drafts. Never leaves this origin. */
export function returnPath(asked: string | undefined): string {
  // Any base serves: the parser resolves `//host`, backslashes, dots and control characters as a browser would.
  const base = 'http://desk.invalid';
  if (asked === undefined || !URL.canParse(asked, base)) return deskPath;
  const { origin, pathname, search } = new URL(asked, base);
  const inside = origin === base && (pathname === deskPath || pathname.startsWith(`${deskPath}/`));
  return inside ? `${pathname}${search}` : deskPath;
}
