/** The process's log: pino on stderr, so that stdout carries nothing but what was asked for. */

import { type DestinationStream, destination, type Logger, pino, stdSerializers } from 'pino';
import { logFields } from './log-context.js';

/** Probot's server logs each request with its headers; what opens doors is taken out. */
const secretFields = [
  'req.headers.cookie',
  'req.headers.authorization',
  'req.headers["x-hub-signature-256"]',
  'req.headers["x-hub-signature"]',
  'res.headers["set-cookie"]',
];

export function openLog(level: string, to: DestinationStream = stderr()): Logger {
  return pino({ level, redact: secretFields, serializers: { err: withoutPayload }, mixin: logFields }, to);
}

function stderr(): DestinationStream {
  return destination({ dest: 2, sync: false });
}

/** octokit hangs the whole delivery, the report included, on the errors that it passes on. */
function withoutPayload(error: Error): object {
  const { event, aggregateErrors, ...rest } = stdSerializers.err(error);
  return aggregateErrors === undefined ? rest : { ...rest, aggregateErrors: aggregateErrors.length };
}
