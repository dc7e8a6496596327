/** Takes secrets out of text that is shown or stored: reporters paste logs without reading them. */

export type SecretName =
  | 'private key'
  | 'GitHub token'
  | 'AWS key'
  | 'AWS secret'
  | 'token'
  | 'password'
  | 'e-mail address';

/** What was found: the whole match, and the part of it that is secret. */
export interface FoundSecret {
  readonly name: SecretName;
  readonly match: string;
  readonly value: string;
}

interface Secret {
  /** What stands there instead, in brackets. */
  readonly name: SecretName;
  /** Bounded repetitions only: the text is somebody else's. The first group, if any, stays in front. */
  readonly pattern: RegExp;
}

const secrets: readonly Secret[] = [
  {
    name: 'private key',
    pattern:
      /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s]{0,8000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
  },
  { name: 'GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{16,255}|github_pat_[A-Za-z0-9_]{20,255})/g },
  { name: 'AWS key', pattern: /\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}\b/g },
  {
    name: 'AWS secret',
    pattern: /\b(aws_?secret(?:_access)?_?key["']?\s{0,3}[:=]\s{0,3}["']?)[A-Za-z0-9/+=]{30,60}/gi,
  },
  { name: 'token', pattern: /\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{4,4000}\.[A-Za-z0-9_-]{0,1000}/g },
  {
    name: 'token',
    pattern: /\b(?:xox[abprs]-[A-Za-z0-9-]{10,200}|glpat-[A-Za-z0-9_-]{16,60}|npm_[A-Za-z0-9]{30,60})/g,
  },
  {
    name: 'token',
    pattern: /\b(authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:bearer|basic|token)\s{1,3})[^\s"',]{6,2000}/gi,
  },
  {
    name: 'password',
    pattern:
      /\b((?:[a-z0-9]{0,30}[_-])?(?:password|passwd|passphrase|pwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token)["']?\s{0,3}[:=]\s{0,3})(?:"[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s"'&;,]{1,300})/gi,
  },
  { name: 'password', pattern: /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{1,100}:)[^\s@/]{1,200}(?=@)/gi },
  {
    name: 'e-mail address',
    pattern: /\b[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b/g,
  },
];

/** A cheap test that most text fails: without one of these there is nothing to take out. */
const suspicious =
  /@|gh[pousr]_|github_pat_|-----BEGIN|A(?:KIA|SIA|GPA|IDA|ROA|NPA)[A-Z0-9]|eyJ|xox|glpat-|npm_|authorization|passw|passphrase|pwd|secret|token|api[_-]?key/i;

/** The text with every secret replaced by its name in brackets, e.g. `password=[password removed]`; `keeps` leaves one as it is. */
export function redact(text: string, keeps: (found: FoundSecret) => boolean = () => false): string {
  if (!suspicious.test(text)) return text;
  let clean = text;
  for (const { name, pattern } of secrets) {
    clean = clean.replace(pattern, (match, ...groups) => {
      const front = typeof groups[0] === 'string' ? groups[0] : '';
      const isKept = keeps({ name, match, value: match.slice(front.length) });
      return isKept ? match : `${front}[${name} removed]`;
    });
  }
  return clean;
}
