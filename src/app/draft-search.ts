/** What a person types to find drafts: `#12`, `owner/repo#12`, or words. */

export interface DraftSearch {
  /** `owner/repo` as typed. */
  readonly repository?: string;
  readonly number?: number;
  readonly words?: readonly string[];
}

/** As many words are looked for; the rest is ignored. */
const mostWords = 12;
const largestNumber = 2_147_483_647;

/** An empty text searches for nothing: every draft passes. */
export function readSearch(typed: string): DraftSearch {
  const text = typed.trim();
  const named = /^(?:(?<repository>[\w.-]+\/[\w.-]+))?#(?<digits>\d{1,10})$/.exec(text);
  const number = Number(named?.groups?.digits);
  if (named && number <= largestNumber) {
    const repository = named.groups?.repository;
    return repository === undefined ? { number } : { repository, number };
  }
  // Signs alone are in no index; without a letter or a digit they would find nothing.
  const words = text
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, mostWords);
  return words.length === 0 ? {} : { words };
}
