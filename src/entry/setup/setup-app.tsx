/** Creating the GitHub App from a browser: the manifest goes to GitHub, a code comes back, the credentials go to a file. */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { appManifest } from '../../adapters/env/app-manifest.js';
import { writeCredentials } from '../../adapters/env/write-credentials.js';
import { convertManifest } from '../../adapters/github/convert-manifest.js';
import { CreatedPage, CreatePage, RefusedPage } from './setup-pages.js';

export interface SetupParts {
  /** Where browsers find this, without a trailing slash. */
  readonly publicUrl: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  /** Environment file that is written. */
  readonly file: string;
  /** Of the link that was printed: whoever has it may create the App. */
  readonly token: string;
  /** Told when the credentials are written, with the App's page. */
  readonly onCreated: (appUrl: string) => void;
}

const cookieName = 'dejabug_setup';

/** `GET /setup?token=…`, `GET /setup/created?code=…&state=…`. Never shows or logs a secret. */
export function setupApp(parts: SetupParts): Hono {
  const { publicUrl, serverUrl, apiUrl, file, token, onCreated } = parts;
  const app = new Hono();
  // One state for one creation: it is taken away when a code comes with it.
  let state: string | null = null;

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        formAction: ["'self'", new URL(serverUrl).origin],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      // The address of the first page holds the token.
      referrerPolicy: 'no-referrer',
    }),
  );

  app.get('/setup', (context) => {
    context.header('Cache-Control', 'no-store');
    if (!isSame(context.req.query('token'), token))
      return context.html(<RefusedPage says="Open the link that `dejabug setup` printed." />, 403);
    const organization = context.req.query('organization')?.trim() ?? '';
    if (!/^[\w-]{0,39}$/.test(organization))
      return context.html(<RefusedPage says="That is no login of an organisation." />, 400);
    state ??= randomBytes(24).toString('hex');
    const secure = publicUrl.startsWith('https:');
    setCookie(context, cookieName, state, { httpOnly: true, sameSite: 'Lax', secure, path: '/setup' });
    const owner = organization === '' ? '' : `/organizations/${organization}`;
    return context.html(
      <CreatePage
        action={`${serverUrl}${owner}/settings/apps/new?state=${state}`}
        manifest={JSON.stringify(appManifest(publicUrl))}
        serverUrl={serverUrl}
        token={token}
        organization={organization}
      />,
    );
  });

  app.get('/setup/created', async (context) => {
    context.header('Cache-Control', 'no-store');
    const { code = '', state: sent } = context.req.query();
    // The browser that began it, with the state that GitHub was given: nobody is led to install another App's secrets.
    if (state === null || !isSame(sent, state) || !isSame(getCookie(context, cookieName), state))
      return context.html(<RefusedPage says="This did not begin here. Open the printed link again." />, 403);
    if (!/^[\w-]{1,100}$/.test(code))
      return context.html(<RefusedPage says="GitHub sent no code. Open the printed link again." />, 400);
    state = null;
    try {
      const { secrets, url } = await convertManifest(apiUrl, code);
      writeCredentials(file, secrets, { PUBLIC_URL: publicUrl });
      onCreated(url);
      return context.html(<CreatedPage installUrl={`${url}/installations/new`} file={file} />);
    } catch (error) {
      return context.html(<RefusedPage says={error instanceof Error ? error.message : String(error)} />, 502);
    }
  });

  app.notFound((context) => context.html(<RefusedPage says="There is no such page." />, 404));
  return app;
}

function isSame(sent: string | undefined, known: string): boolean {
  const [one, other] = [Buffer.from(sent ?? ''), Buffer.from(known)];
  return one.length === other.length && timingSafeEqual(one, other);
}
