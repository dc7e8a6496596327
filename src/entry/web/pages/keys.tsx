/** The keyboard shortcuts as a page of their own, where the dialog does not open. */

import type { Desk } from '../desk-context.js';
import type { Session } from '../session-content.js';
import { KeyTable } from './keys-dialog.js';
import { Layout } from './layout.js';

export function KeysPage({ desk, session }: { desk: Desk; session: Session | null }) {
  return (
    <Layout desk={desk} session={session} title="Keyboard shortcuts">
      <div class="narrow">
        <section class="box" aria-labelledby="keys-page-title">
          <div class="box-header">
            <h1 id="keys-page-title">Keyboard shortcuts</h1>
          </div>
          <KeyTable />
          <p class="box-body quiet">They need JavaScript. Everything they do is on the pages as well.</p>
        </section>
      </div>
    </Layout>
  );
}
