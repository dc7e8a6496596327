/** Style sheet, script and icon of the desk: read once at start, served under addresses that change with their content. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Context } from 'hono';

interface Asset {
  readonly address: string;
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer>;
}

export interface Assets {
  readonly styleAddress: string;
  readonly scriptAddress: string;
  readonly iconAddress: string;
  /** The asset at this path, null when there is none. */
  serve(context: Context): Response | null;
}

/** Reads the files beside this module and the Markdown style sheet of its package. Throws when one is missing. */
export function readAssets(): Assets {
  const markdownStyle = createRequire(import.meta.url).resolve('github-markdown-css/github-markdown.css');
  const styles = [
    file('primer.css'),
    readFileSync(markdownStyle, 'utf8'),
    ...['frame.css', 'components.css', 'list.css', 'draft.css', 'reply.css', 'scorecard.css'].map(file),
  ];
  const style = asset('desk.css', 'text/css; charset=utf-8', packed(styles.join('\n')));
  const script = asset('desk.js', 'text/javascript; charset=utf-8', file('desk.js'));
  const icon = asset('icon.svg', 'image/svg+xml', file('icon.svg'));
  const byAddress = new Map([style, script, icon].map((one) => [one.address, one]));

  function serve(context: Context): Response | null {
    const found = byAddress.get(context.req.path);
    if (!found) return null;
    const zipped = /\bgzip\b/.test(context.req.header('accept-encoding') ?? '');
    return context.body(zipped ? found.gzipped : found.plain, 200, {
      'content-type': found.type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    });
  }

  return {
    styleAddress: style.address,
    scriptAddress: script.address,
    iconAddress: icon.address,
    serve,
  };
}

function file(name: string): string {
  return readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');
}

/** A style sheet without comments and indentation. Blanks between words stay: they mean something in selectors and values. */
function packed(style: string): string {
  return style
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    .replace(/([:,]) (?=[^{}]*})/g, '$1')
    .trim();
}

function asset(name: string, type: string, text: string): Asset {
  const content = Buffer.from(text);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const address = `/review/assets/${name.replace('.', `.${hash}.`)}`;
  return { address, type, plain: new Uint8Array(content), gzipped: new Uint8Array(gzipSync(content)) };
}
