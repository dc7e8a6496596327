/** Every setting with its default, its meaning and where to get it: the source of error messages and of docs/settings.md. */

export interface SettingRow {
  readonly name: string;
  /** What holds when it is not set; null for a setting that must be set. */
  readonly default: string | null;
  readonly means: string;
  /** Where a person finds the value. */
  readonly from: string;
}

const appPage = 'GitHub -> Settings -> Developer settings -> GitHub Apps -> your App';

export const settingsTable = [
  { name: 'APP_ID', default: null, means: "The App's number.", from: `${appPage} -> General -> About` },
  {
    name: 'PRIVATE_KEY',
    default: 'the file that PRIVATE_KEY_PATH names',
    means: "The App's private key: PEM, PEM in one line with \\n, or PEM in base64.",
    from: `${appPage} -> General -> Private keys -> Generate a private key`,
  },
  {
    name: 'PRIVATE_KEY_PATH',
    default: 'none',
    means: 'File that holds the private key, instead of PRIVATE_KEY.',
    from: 'where you saved the downloaded .pem file',
  },
  {
    name: 'WEBHOOK_SECRET',
    default: null,
    means: 'Secret with which GitHub signs webhooks.',
    from: `${appPage} -> General -> Webhook -> Secret; \`openssl rand -hex 32\` makes one`,
  },
  {
    name: 'GITHUB_CLIENT_ID',
    default: null,
    means: "The App's client id, for signing in to the review desk.",
    from: `${appPage} -> General -> About`,
  },
  {
    name: 'GITHUB_CLIENT_SECRET',
    default: null,
    means: "The App's client secret, for signing in to the review desk.",
    from: `${appPage} -> General -> Client secrets -> Generate a new client secret`,
  },
  {
    name: 'GITHUB_API_URL',
    default: 'https://api.github.com',
    means: 'Base address of the REST API.',
    from: 'on GitHub Enterprise Server: https://HOST/api/v3',
  },
  {
    name: 'GITHUB_SERVER_URL',
    default: 'https://github.com',
    means: 'Base address of the GitHub pages, for signing in.',
    from: 'on GitHub Enterprise Server: https://HOST',
  },
  {
    name: 'HOST',
    default: 'localhost',
    means: 'Address to listen on; 0.0.0.0 for all.',
    from: 'your choice',
  },
  { name: 'PORT', default: '3000', means: 'Port to listen on; 0 for any free one.', from: 'your choice' },
  {
    name: 'PUBLIC_URL',
    default: 'http://HOST:PORT',
    means: 'Address under which browsers reach the review desk.',
    from: "your reverse proxy; the App's callback URL is PUBLIC_URL/login/callback",
  },
  {
    name: 'WEBHOOK_PROXY_URL',
    default: 'none',
    means: 'smee.io channel that forwards webhooks to a machine that GitHub cannot reach.',
    from: 'https://smee.io/new',
  },
  {
    name: 'DATABASE_URL',
    default: 'none: embedded PostgreSQL in DATA_DIR',
    means: 'PostgreSQL server.',
    from: 'postgres://USER:PASSWORD@HOST:5432/DATABASE',
  },
  {
    name: 'REDIS_URL',
    default: 'none: the queue lives in PostgreSQL',
    means: 'Redis for the queue; needed for more than one worker process.',
    from: 'redis://HOST:6379, with maxmemory-policy noeviction',
  },
  {
    name: 'DATA_DIR',
    default: 'data',
    means: 'Directory for the embedded database and the generated session secret.',
    from: 'your choice; it is created when missing',
  },
  {
    name: 'SESSION_SECRET',
    default: 'random, kept in DATA_DIR/session-secret',
    means: 'Secret that seals the cookies of the review desk; the same for every web process.',
    from: '`openssl rand -hex 32`',
  },
  {
    name: 'TRUSTED_PROXIES',
    default: '0',
    means:
      'How many reverse proxies stand in front of the web process and append to X-Forwarded-For. Sign-ins are limited by address.',
    from: 'your reverse proxies, 0 to 10; too many lets anybody claim any address',
  },
  {
    name: 'GRACE_SECONDS',
    default: '120',
    means: 'How long a new issue is left to its author and maintainers before triage.',
    from: 'your choice, 0 to 86400',
  },
  {
    name: 'UNDO_SECONDS',
    default: '10',
    means:
      'How long a decision on the review desk can be taken back; an approved reply is not posted before.',
    from: 'your choice, 0 to 600',
  },
  {
    name: 'SWEEP_SECONDS',
    default: '300',
    means: 'How often work that fell out of the queue is looked for.',
    from: 'your choice, 10 to 86400',
  },
  {
    name: 'ADMIN_LOGINS',
    default: 'none',
    means: 'People who may look at the jobs at PUBLIC_URL/review/jobs, separated by commas.',
    from: 'their logins on GitHub',
  },
  {
    name: 'KEEP_DELIVERIES_DAYS',
    default: '30',
    means: 'How long it is remembered which webhooks arrived.',
    from: 'your choice, 4 to 3650; GitHub sends a webhook again for three days',
  },
  {
    name: 'KEEP_DECISIONS_DAYS',
    default: '365',
    means: 'How long earlier decisions about an issue are kept; the newest of each stays.',
    from: 'your choice, 1 to 3650',
  },
  {
    name: 'KEEP_REPORTS_DAYS',
    default: '180',
    means:
      'How long the texts of a closed draft are kept (report, evidence, reply), and the titles and lines that decisions quote. That there was one stays.',
    from: 'your choice, 1 to 3650',
  },
  {
    name: 'KEEP_FEEDBACK_DAYS',
    default: '730',
    means:
      'How long it is kept what people said about decisions, which the scorecard counts; notes and diffs go with the reports.',
    from: 'your choice, 1 to 3650',
  },
  {
    name: 'KEEP_EFFECTS_DAYS',
    default: '365',
    means: 'How long it is recorded what was done on GitHub.',
    from: 'your choice, 30 to 3650',
  },
  {
    name: 'KEEP_FOLLOW_UPS_DAYS',
    default: '365',
    means:
      'How long follow-ups that are over and batches of releases are kept, and what waits for a broken policy.',
    from: 'your choice, 30 to 3650',
  },
  {
    name: 'WORKER_PORT',
    default: 'none',
    means: 'Port on which `dejabug worker` answers /healthz, /readyz and /metrics.',
    from: 'your choice',
  },
  {
    name: 'LOG_LEVEL',
    default: 'info',
    means: 'trace, debug, info, warn, error, fatal or silent.',
    from: 'your choice',
  },
] as const satisfies readonly SettingRow[];

export type SettingName = (typeof settingsTable)[number]['name'];

/** docs/settings.md: the table as a page. */
export function settingsPage(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const rows: readonly SettingRow[] = settingsTable;
  return [
    '# Settings',
    '',
    'Dejabug reads its settings once, from the environment, and refuses to start when one is missing or wrong: one message names',
    'each and where to get it. An empty value counts as not set.',
    '',
    '| setting | default | meaning | where to get it |',
    '|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| \`${row.name}\` | ${cell(row.default ?? '**must be set**')} | ${cell(row.means)} | ${cell(row.from)} |`,
    ),
    '',
  ].join('\n');
}

/** .env.example: every setting with its meaning, those with a default commented out. */
export function envExample(): string {
  const rows: readonly SettingRow[] = settingsTable;
  return [
    '# Copy this file to .env and fill in what has no default. docs/settings.md says the same as a table.',
    '',
    ...rows.flatMap((row) => [
      `# ${row.means}`,
      `# From: ${row.from}`,
      ...(row.default === null ? [`${row.name}=`] : [`# Default: ${row.default}`, `#${row.name}=`]),
      '',
    ]),
    '# Only for compose.yaml: the password of its own PostgreSQL.',
    '#POSTGRES_PASSWORD=',
    '',
  ].join('\n');
}
