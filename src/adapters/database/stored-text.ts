/** Text from issues as PostgreSQL can hold it: it refuses NUL, and jsonb refuses half of a surrogate pair. */

const unstorable = /\0|\p{Surrogate}/gu;

export function storable(text: string): string {
  return text.replace(unstorable, '\ufffd');
}

/** JSON text of a value, every string in it storable. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storable(part) : part));
}
