/** `/review/jobs`: Bull Board for the people who run Dejabug, behind the desk's sign-in. Everybody else meets a page that is not there. */

import { Hono } from 'hono';
import type { Desk, DeskEnv } from './desk-context.js';
import { deskPath } from './return-path.js';

export const jobBoardPath = `${deskPath}/jobs`;

export function isJobBoard(path: string): boolean {
  return path === jobBoardPath || path.startsWith(`${jobBoardPath}/`);
}

/** What the board needs of the process. Opened at the first visit: most processes never show it. */
export interface JobBoard {
  /** Logins in lower case. */
  readonly admins: readonly string[];
  open(basePath: string): Promise<Hono>;
}

/** Reading only, whatever Bull Board offers: other methods have no route. */
export function jobBoardRoutes(desk: Desk, { admins, open }: JobBoard): Hono<DeskEnv> {
  const routes = new Hono<DeskEnv>();
  let opening: Promise<Hono> | null = null;

  function board(): Promise<Hono> {
    opening ??= open(jobBoardPath).catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  for (const path of [jobBoardPath, `${jobBoardPath}/*`]) {
    routes.get(path, async (context) => {
      const { session } = context.var;
      if (!session) return context.redirect(`/login?return=${encodeURIComponent(jobBoardPath)}`, 302);
      if (!admins.includes(session.login.toLowerCase())) {
        desk.world.log.warn({ login: session.login }, 'the job board was refused');
        return context.notFound();
      }
      return (await board()).fetch(context.req.raw);
    });
  }
  return routes;
}
