/** Quotes a PostgreSQL identifier, which cannot be passed as a parameter. */

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
