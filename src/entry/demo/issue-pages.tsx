/** The one thing the emulator lacks: a page for an issue. Stands in front of it, shows issues, and passes everything else on. */

import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { proxy } from 'hono/proxy';
import { readAssets } from '../web/assets.js';
import { renderReply } from '../web/render-reply.js';

interface Post {
  readonly body: string | null;
  readonly user: { readonly login: string };
}
interface Issue extends Post {
  readonly title: string;
  readonly state: string;
  readonly labels: readonly { readonly name: string }[];
}

/** GitHub does not show HTML comments; Dejabug's hidden marker is one. */
function withoutComments(markdown: string): string {
  return markdown.replace(/<!--[\s\S]*?-->/g, '');
}

/**
 * Pages of the issues of the emulator that listens on this port; its whole API under the same address.
 * @param token with which the pages read, as anybody could on a public repository
 */
export function issuePages(emulatorPort: number, token: string): Hono {
  const emulator = `http://localhost:${emulatorPort}`;
  const assets = readAssets();
  const pages = new Hono();

  async function read<T>(path: string): Promise<T | null> {
    const answer = await fetch(emulator + path, { headers: { authorization: `Bearer ${token}` } });
    return answer.ok ? ((await answer.json()) as T) : null;
  }

  pages.get('/review/assets/:name', (context) => assets.serve(context) ?? context.notFound());
  pages.get('/:owner/:repo/issues/:number{[0-9]+}', async (context) => {
    const { owner, repo, number } = context.req.param();
    const path = `/repos/${owner}/${repo}/issues/${number}`;
    const issue = await read<Issue>(path);
    if (issue === null) return context.notFound();
    const comments = (await read<Post[]>(`${path}/comments?per_page=100`)) ?? [];
    return context.html(
      html`<!DOCTYPE html>${(
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <title>{`${issue.title} · emulated GitHub`}</title>
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <link rel="stylesheet" href={assets.styleAddress} />
          </head>
          <body>
            <header class="site-header">
              <span class="brand">Emulated GitHub</span>
              <span class="site-section">{`${owner}/${repo}`}</span>
            </header>
            <main id="main" class="page">
              <h1 class="page-title">
                {issue.title} #{number}
              </h1>
              <p class="quiet">
                {issue.state} · labels: {issue.labels.map(({ name }) => name).join(', ') || 'none'}
              </p>
              {[issue, ...comments].map((post) => (
                <section class="box" style="margin-top: 1rem">
                  <h2 class="box-header">
                    <bdi>{post.user.login}</bdi>
                  </h2>
                  <div class="box-body markdown-body">
                    {raw(renderReply(withoutComments(post.body ?? '')))}
                  </div>
                </section>
              ))}
              {comments.length === 0 && <p class="quiet">No comments yet. An approved draft appears here.</p>}
            </main>
          </body>
        </html>
      )}`,
    );
  });
  pages.all('*', async (context) => {
    const { method, raw: request } = context.req;
    const url = new URL(request.url);
    const headers = new Headers(request.headers);
    // The emulator drops a connection that idles, perhaps at the moment when it is used again.
    headers.set('connection', 'close');
    return proxy(`${emulator}${url.pathname}${url.search}`, {
      method,
      headers,
      ...(method !== 'GET' && method !== 'HEAD' && { body: await request.arrayBuffer() }),
      // A sign-in is sent back to Dejabug: that is for the browser to follow.
      redirect: 'manual',
    });
  });
  return pages;
}
