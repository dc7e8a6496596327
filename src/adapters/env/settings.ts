/** The process environment, read once and validated as a whole. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readPrivateKey } from './private-key.js';
import { type SettingName, settingsTable } from './settings-table.js';

export interface Settings {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Base addresses, without a trailing slash. */
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly host: string;
  readonly port: number;
  /** Null where it follows from the address that is listened on. */
  readonly publicUrl: string | null;
  readonly webhookProxyUrl: string | null;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly dataDir: string;
  /** Null where a random one is kept in `dataDir`. */
  readonly sessionSecret: string | null;
  /** Proxies in front of the web process whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  readonly graceSeconds: number;
  readonly undoSeconds: number;
  readonly sweepSeconds: number;
  /** Logins of those who may see the jobs, in lower case. */
  readonly adminLogins: readonly string[];
  /** Days for which each is kept. */
  readonly keepDays: {
    readonly deliveries: number;
    readonly decisions: number;
    readonly reports: number;
    readonly feedback: number;
    readonly effects: number;
    readonly followUps: number;
  };
  /** Null where a worker listens on no port. */
  readonly workerPort: number | null;
  readonly logLevel: (typeof logLevels)[number];
}

/** Says in one message everything that is missing or wrong, and where to get it. Print it as it is, without a stack. */
export class SettingsError extends Error {
  readonly audience = 'person';
  /** What the message lists, for whoever shows it otherwise. */
  readonly complaints: readonly Complaint[];

  constructor(message: string, complaints: readonly Complaint[] = []) {
    super(message);
    this.name = 'SettingsError';
    this.complaints = complaints;
  }
}

/** One setting that is missing or wrong, without its value. */
export interface Complaint {
  readonly name: string;
  /** Sentence that begins with the name. */
  readonly says: string;
  readonly whereToGetIt: string;
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

const address = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
  .transform((url) => url.replace(/\/+$/, ''));

function wholeNumber(least: number, most: number) {
  const says = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^[0-9]{1,15}$/, says)
    .transform(Number)
    .refine((value) => value >= least && value <= most, says);
}

function urlOf(schemes: readonly string[]) {
  const says = `must start with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return z.string().refine((url) => schemes.some((scheme) => url.startsWith(`${scheme}://`)), says);
}

const Env = z.object({
  APP_ID: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  PRIVATE_KEY: z.string().transform((text, context) => {
    const reading = readPrivateKey(text);
    if (reading.ok) return reading.pem;
    context.addIssue({ code: 'custom', message: reading.problem });
    return z.NEVER;
  }),
  WEBHOOK_SECRET: z.string(),
  GITHUB_CLIENT_ID: z.string(),
  GITHUB_CLIENT_SECRET: z.string(),
  GITHUB_API_URL: address.default('https://api.github.com'),
  GITHUB_SERVER_URL: address.default('https://github.com'),
  HOST: z.string().default('localhost'),
  PORT: wholeNumber(0, 65_535).default(3000),
  PUBLIC_URL: address.optional(),
  WEBHOOK_PROXY_URL: address.optional(),
  DATABASE_URL: urlOf(['postgres', 'postgresql']).optional(),
  REDIS_URL: urlOf(['redis', 'rediss']).optional(),
  DATA_DIR: z.string().default('data'),
  SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  TRUSTED_PROXIES: wholeNumber(0, 10).default(0),
  GRACE_SECONDS: wholeNumber(0, 86_400).default(120),
  UNDO_SECONDS: wholeNumber(0, 600).default(10),
  SWEEP_SECONDS: wholeNumber(10, 86_400).default(300),
  ADMIN_LOGINS: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((login) => login.trim().toLowerCase())
        .filter((login) => login !== ''),
    )
    .refine(
      (logins) => logins.every((login) => /^[\w-]+$/.test(login)),
      'must be logins, separated by commas',
    )
    .default([]),
  KEEP_DELIVERIES_DAYS: wholeNumber(4, 3650).default(30),
  KEEP_DECISIONS_DAYS: wholeNumber(1, 3650).default(365),
  KEEP_REPORTS_DAYS: wholeNumber(1, 3650).default(180),
  KEEP_FEEDBACK_DAYS: wholeNumber(1, 3650).default(730),
  KEEP_EFFECTS_DAYS: wholeNumber(30, 3650).default(365),
  KEEP_FOLLOW_UPS_DAYS: wholeNumber(30, 3650).default(365),
  WORKER_PORT: wholeNumber(0, 65_535).optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
});

/**
 * Reads the settings from an environment; an empty value counts as not set. The file of PRIVATE_KEY_PATH is read, nothing else
 * is touched. Throws a `SettingsError`.
 */
export function readSettings(environment: Environment): Settings {
  const given: Record<string, string> = {};
  for (const { name } of settingsTable) {
    const value = environment[name]?.trim();
    if (value !== undefined && value !== '') given[name] = value;
  }
  const complaints: Complaint[] = [];
  const keyPath = given.PRIVATE_KEY === undefined ? given.PRIVATE_KEY_PATH : undefined;
  const key = keyPath === undefined ? undefined : fileText(keyPath);
  if (key === null) complaints.push(complaint('PRIVATE_KEY_PATH', `: the file ${keyPath} cannot be read`));
  else if (key !== undefined) given.PRIVATE_KEY = key;
  const parsed = Env.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0]);
      // The unreadable file is the mistake, not the key that was to come from it.
      if (name === 'PRIVATE_KEY' && key === null) continue;
      complaints.push(complaint(name, given[name] === undefined ? ' is not set' : ` ${issue.message}`));
    }
  }
  if (!parsed.success || complaints.length > 0) throw new SettingsError(inWords(complaints), complaints);
  const env = parsed.data;
  return {
    appId: env.APP_ID,
    privateKey: env.PRIVATE_KEY,
    webhookSecret: env.WEBHOOK_SECRET,
    clientId: env.GITHUB_CLIENT_ID,
    clientSecret: env.GITHUB_CLIENT_SECRET,
    apiUrl: env.GITHUB_API_URL,
    serverUrl: env.GITHUB_SERVER_URL,
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? null,
    webhookProxyUrl: env.WEBHOOK_PROXY_URL ?? null,
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    dataDir: env.DATA_DIR,
    sessionSecret: env.SESSION_SECRET ?? null,
    trustedProxies: env.TRUSTED_PROXIES,
    graceSeconds: env.GRACE_SECONDS,
    undoSeconds: env.UNDO_SECONDS,
    sweepSeconds: env.SWEEP_SECONDS,
    adminLogins: env.ADMIN_LOGINS,
    keepDays: {
      deliveries: env.KEEP_DELIVERIES_DAYS,
      decisions: env.KEEP_DECISIONS_DAYS,
      reports: env.KEEP_REPORTS_DAYS,
      feedback: env.KEEP_FEEDBACK_DAYS,
      effects: env.KEEP_EFFECTS_DAYS,
      followUps: env.KEEP_FOLLOW_UPS_DAYS,
    },
    workerPort: env.WORKER_PORT ?? null,
    logLevel: env.LOG_LEVEL,
  };
}

/** What is needed before there is an App. */
export type SetupSettings = Pick<Settings, 'host' | 'port' | 'publicUrl' | 'serverUrl' | 'apiUrl'>;

/** Reads those alone. Throws a `SettingsError`. */
export function readSetupSettings(environment: Environment): SetupSettings {
  const names = {
    GITHUB_API_URL: true,
    GITHUB_SERVER_URL: true,
    HOST: true,
    PORT: true,
    PUBLIC_URL: true,
  } as const;
  const given = Object.keys(names).map((name) => [name, environment[name]?.trim() || undefined]);
  const parsed = Env.pick(names).safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const complaints = parsed.error.issues.map(({ path, message }) =>
      complaint(String(path[0]), ` ${message}`),
    );
    throw new SettingsError(inWords(complaints), complaints);
  }
  const {
    HOST: host,
    PORT: port,
    PUBLIC_URL,
    GITHUB_SERVER_URL: serverUrl,
    GITHUB_API_URL: apiUrl,
  } = parsed.data;
  return { host, port, publicUrl: PUBLIC_URL ?? null, serverUrl, apiUrl };
}

function fileText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function complaint(name: SettingName | string, what: string): Complaint {
  const from = settingsTable.find((row) => row.name === name)?.from ?? '.env.example';
  return { name, says: `${name}${what}.`, whereToGetIt: from };
}

function inWords(complaints: readonly Complaint[]): string {
  return [
    'Dejabug cannot start: settings are missing or wrong.',
    '',
    ...complaints.map(({ says, whereToGetIt }) => `  ${says}\n    Where to get it: ${whereToGetIt}`),
    '',
    'Set them in the environment or in a file .env in the working directory; .env.example lists all of them.',
  ].join('\n');
}
