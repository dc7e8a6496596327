/** Whether GitHub sends webhooks to where Dejabug listens, signed, and what became of the last ones. */

import { type Finding, note, ok, wrong } from './finding.js';

/** Where Dejabug listens below its public address. */
export const webhookPath = '/api/github/webhooks';

export interface SeenHook {
  readonly url: string | null;
  readonly contentType: string | null;
  readonly hasSecret: boolean;
  /** GitHub looks at the certificate of the address. */
  readonly checksCertificate: boolean;
}

export interface HookSettings {
  readonly publicUrl: string | null;
  readonly webhookProxyUrl: string | null;
  /** GitHub is an emulator on this machine, which reaches what GitHub does not. */
  readonly isLocal: boolean;
}

export interface SeenDelivery {
  readonly guid: string;
  readonly event: string;
  /** What we answered; 0 where no answer came. */
  readonly statusCode: number;
  /** GitHub's word for it: `OK`, `timed out`, `failed to connect to host`. */
  readonly status: string;
  /** As GitHub writes it. */
  readonly at: string;
}

const page = "on the App's page, General, Webhook";

export function judgeHook(hook: SeenHook | null, settings: HookSettings): Finding[] {
  if (hook === null)
    return [note('webhook', 'This GitHub does not tell where it sends webhooks (GET /app/hook/config).')];
  if (hook.url === null || hook.url === '')
    return [
      wrong(
        'webhook',
        'The App has no webhook URL, so no issue will ever be seen.',
        `Set it ${page}, and make it active.`,
      ),
    ];
  const found: Finding[] = [];
  if (hook.hasSecret)
    found.push(
      ok('webhook secret', 'A secret is set on GitHub; a delivery shows whether it is WEBHOOK_SECRET.'),
    );
  else
    found.push(
      wrong(
        'webhook secret',
        'GitHub does not sign its webhooks, so each one is refused.',
        `Set the secret ${page}, to the value of WEBHOOK_SECRET.`,
      ),
    );
  if (hook.contentType !== null && hook.contentType !== 'json')
    found.push(
      wrong(
        'webhook',
        `Webhooks are sent as "${hook.contentType}", which is refused.`,
        `Choose the content type application/json ${page}.`,
      ),
    );
  if (!hook.checksCertificate)
    found.push(
      wrong(
        'webhook',
        'GitHub does not check the certificate of the webhook URL.',
        `Enable SSL verification ${page}.`,
      ),
    );
  found.push(judgeAddress(hook.url, settings));
  return found;
}

function judgeAddress(url: string, { publicUrl, webhookProxyUrl, isLocal }: HookSettings): Finding {
  const check = 'webhook url';
  if (webhookProxyUrl !== null)
    return sameAddress(url, webhookProxyUrl)
      ? ok(check, `GitHub sends webhooks to WEBHOOK_PROXY_URL (${url}).`)
      : wrong(
          check,
          `GitHub sends webhooks to ${url}, but they are fetched from WEBHOOK_PROXY_URL, which is ${webhookProxyUrl}.`,
          `Set the webhook URL to the latter ${page}.`,
        );
  if (!isLocal && isLoopbackUrl(url))
    return wrong(
      check,
      `GitHub cannot reach ${url}: that address means the machine that asks.`,
      `Set the webhook URL to a public address ${page}, or use WEBHOOK_PROXY_URL (docs/install.md).`,
    );
  if (publicUrl === null)
    return note(
      check,
      `GitHub sends webhooks to ${url}; PUBLIC_URL is not set, so it could not be compared.`,
      'Set PUBLIC_URL to the address that browsers use.',
    );
  const expected = `${publicUrl}${webhookPath}`;
  if (sameAddress(url, expected)) return ok(check, `GitHub sends webhooks to ${url}.`);
  const says = `GitHub sends webhooks to ${url}, and by PUBLIC_URL they are expected at ${expected}.`;
  return wrong(check, says, `Set the webhook URL to the latter ${page}, or correct PUBLIC_URL.`);
}

/** Scheme, host, port and path; a trailing slash does not matter. */
function sameAddress(one: string, other: string): boolean {
  return withoutSlash(one) === withoutSlash(other);
}

function withoutSlash(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, '');
}

/** True for an address that means the machine itself. */
export function isLoopbackUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

/** The newest first; null where this GitHub keeps no list. */
export function judgeDeliveries(deliveries: readonly SeenDelivery[] | null): Finding[] {
  const check = 'deliveries';
  if (deliveries === null)
    return [note(check, 'This GitHub keeps no list of deliveries (GET /app/hook/deliveries).')];
  const [newest] = deliveries;
  if (newest === undefined)
    return [note(check, 'GitHub has not sent a webhook yet.', 'Open an issue to try it.')];
  const arrived = new Set(deliveries.filter(succeeded).map(({ guid }) => guid));
  const failed = new Map<string, SeenDelivery>();
  for (const delivery of deliveries)
    if (!arrived.has(delivery.guid) && !failed.has(delivery.guid)) failed.set(delivery.guid, delivery);
  const last = [...failed.values()].slice(0, 3);
  if (last.length === 0) return [ok(check, `All of the last ${deliveries.length} webhooks arrived.`)];
  const list = last.map(({ event, at, statusCode, status }) => `${event} at ${at}: ${statusCode} ${status}`);
  const many = `${failed.size} of the last ${deliveries.length} webhooks did not arrive (${list.join('; ')})`;
  const todo = last[0] === undefined ? null : adviceFor(last[0]);
  if (succeeded(newest))
    return [note(check, `${many}; the newest one did, and the others are asked for again.`)];
  return [wrong(check, `${many}.`, todo)];
}

function succeeded({ statusCode }: SeenDelivery): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/** What a status that we, or nobody, answered with means. */
function adviceFor({ statusCode, status }: SeenDelivery): string {
  if (statusCode === 400 || statusCode === 401)
    return `Set WEBHOOK_SECRET and the secret ${page}, to one value, and restart Dejabug.`;
  if (statusCode === 404) return `Let the webhook URL end with ${webhookPath}.`;
  if (statusCode === 503)
    return 'Database or queue did not answer: see their lines here, and PUBLIC_URL/readyz.';
  if (statusCode === 0 || statusCode === 502 || statusCode === 504 || /timed? ?out|connect/i.test(status))
    return 'GitHub did not reach Dejabug: check that it runs, its proxy, certificate and firewall.';
  return "See the App's page, Advanced, Recent deliveries, and Dejabug's log for that delivery.";
}
