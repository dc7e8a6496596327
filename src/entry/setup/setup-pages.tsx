/** The pages of `dejabug setup`: a button that creates the App on GitHub, and what to do next. */

import { html } from 'hono/html';
import type { Child } from 'hono/jsx';

function Page({ title, children }: { title: string; children?: Child }) {
  return html`<!DOCTYPE html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · Dejabug`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  )}`;
}

export interface CreateProps {
  /** GitHub's page that takes the manifest. */
  readonly action: string;
  /** JSON. */
  readonly manifest: string;
  readonly serverUrl: string;
  readonly token: string;
  /** Empty: the person's own account. */
  readonly organization: string;
}

export function CreatePage({ action, manifest, serverUrl, token, organization }: CreateProps) {
  const owner = organization === '' ? 'your own account' : organization;
  return (
    <Page title="Create the GitHub App">
      <p>
        GitHub ({serverUrl}) will show what the App may do and ask for its name. Its credentials are then
        written to a file of this machine and shown nowhere.
      </p>
      <form method="post" action={action}>
        <input type="hidden" name="manifest" value={manifest} />
        <button type="submit">
          Create it for <bdi>{owner}</bdi>
        </button>
      </form>
      <h2>For an organisation</h2>
      <form method="get" action="/setup">
        <input type="hidden" name="token" value={token} />
        <label for="organization">Its login: </label>
        <input id="organization" name="organization" value={organization} autocomplete="off" />
        <button type="submit">Choose</button>
      </form>
    </Page>
  );
}

export function CreatedPage({ installUrl, file }: { installUrl: string; file: string }) {
  return (
    <Page title="The App is created">
      <p>
        Its credentials are in <code>{file}</code>, readable for you alone.
      </p>
      <ol>
        <li>
          Start Dejabug: <code>dejabug serve</code>
        </li>
        <li>
          <a href={installUrl}>Install the App</a> on your repositories.
        </li>
        <li>
          Check everything: <code>dejabug doctor</code>
        </li>
      </ol>
    </Page>
  );
}

export function RefusedPage({ says }: { says: string }) {
  return (
    <Page title="That did not work">
      <p>{says}</p>
    </Page>
  );
}
