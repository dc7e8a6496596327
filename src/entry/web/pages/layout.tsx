/** The frame of every page: head, header with the signed-in person, main landmark, footer. */

import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Desk } from '../desk-context.js';
import { deskPath } from '../return-path.js';
import { scorecardPath } from '../scorecard-query.js';
import type { Session } from '../session-content.js';
import { Icon } from './icons.js';
import { KeysDialog, keysPath } from './keys-dialog.js';

interface LayoutProps {
  readonly desk: Desk;
  readonly session: Session | null;
  readonly title: string;
  /** Where the first Tab press leads; the main landmark unless a page knows better. */
  readonly skipTo?: { readonly id: string; readonly words: string };
  /** Seconds after which a browser without scripts asks for the page again; absent where nothing goes on. */
  readonly refresh?: number | undefined;
  readonly children?: Child;
}

/** A whole document. Text given as children is escaped by the template. */
export function Layout({ desk, session, title, skipTo, refresh, children }: LayoutProps) {
  const skip = skipTo ?? { id: 'main', words: 'Skip to the content' };
  return html`<!DOCTYPE html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · Dejabug`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {refresh !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={String(refresh)} />
          </noscript>
        )}
        <link rel="icon" type="image/svg+xml" href={desk.assets.iconAddress} />
        <link rel="stylesheet" href={desk.assets.styleAddress} />
        <script src={desk.assets.scriptAddress} defer></script>
      </head>
      <body>
        <a class="skip-link" href={`#${skip.id}`}>
          {skip.words}
        </a>
        <Header session={session} />
        <main id="main" tabindex={-1}>
          {children}
        </main>
        <footer class="site-footer">
          <a id="show-keys" href={keysPath}>
            Keyboard shortcuts
          </a>
        </footer>
        <p id="announcements" class="visually-hidden" role="status"></p>
        {session && <KeysDialog />}
      </body>
    </html>
  )}`;
}

function Header({ session }: { session: Session | null }) {
  return (
    <header class="site-header">
      <a class="brand" href={deskPath}>
        <Icon name="bug" size={24} />
        <span>Dejabug</span>
      </a>
      <span class="site-section">Review desk</span>
      {session && (
        <nav class="site-nav" aria-label="Desk">
          <a href={deskPath}>Drafts</a>
          <a href={scorecardPath}>Scorecard</a>
          <a href={`${deskPath}/repositories`}>Repositories</a>
        </nav>
      )}
      {session && (
        <form class="signed-in" method="post" action="/logout">
          <input type="hidden" name="csrf" value={session.csrf} />
          <span class="signed-in-name">
            <span class="visually-hidden">Signed in as </span>
            <bdi>{session.login}</bdi>
          </span>
          <button class="button button-invisible" type="submit">
            Sign out
          </button>
        </form>
      )}
    </header>
  );
}
