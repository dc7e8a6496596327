/** A moment on a page. */

/** In UTC, the same for everybody. */
export function Moment({ at }: { at: number }) {
  const text = new Date(at).toISOString();
  return <time datetime={text}>{`${text.slice(0, 16).replace('T', ' ')} UTC`}</time>;
}
