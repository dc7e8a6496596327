/** From which address a request comes, as far as it can be believed. */

import type { DeskContext } from './desk-context.js';

/**
 * The address of the connection; behind `trustedProxies` proxies the one that the first of them saw. Each proxy appends whom it heard,
 * so that many entries of X-Forwarded-For, counted from its end, are theirs; whatever stands before was written by the client.
 * A network of 64 bits is one address in IPv6: a single customer has so many. Empty where nothing is known.
 */
export function clientAddress(context: DeskContext, trustedProxies: number): string {
  const connection = context.env?.incoming?.socket.remoteAddress ?? '';
  const forwarded = (context.req.header('x-forwarded-for') ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  const claimed = trustedProxies === 0 ? undefined : forwarded.at(-trustedProxies);
  return network(claimed ?? connection);
}

function network(address: string): string {
  const bare = address.replace(/^\[|\](?::\d+)?$/g, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (!bare.includes(':')) return bare.slice(0, 45).toLowerCase();
  const [front = '', back] = bare.toLowerCase().split('%', 1)[0]?.split('::', 2) ?? [];
  const groups = front === '' ? [] : front.split(':');
  const last = back === undefined || back === '' ? [] : back.split(':');
  const filled =
    back === undefined
      ? groups
      : [...groups, ...Array(Math.max(0, 8 - groups.length - last.length)).fill('0'), ...last];
  return `${filled.slice(0, 4).join(':').slice(0, 45)}::/64`;
}
