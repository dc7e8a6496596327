/** Bytes of a file -> text: UTF-8, or UTF-16 where a byte order mark says so; and whether they are text at all. */

export interface DecodedText {
  /** Without the byte order mark; never fails, bytes that mean nothing become U+FFFD. */
  readonly text: string;
  /** True for pictures, archives, PDF and the like. */
  readonly binary: boolean;
}

/** A log may hold a broken character here and there; more than one in this many is no text. */
const charactersPerBroken = 10;

export function decodeText(bytes: Uint8Array): DecodedText {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  return { text, binary: text.startsWith('%PDF-') || text.includes('\0') || mostlyBroken(text) };
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}

function mostlyBroken(text: string): boolean {
  return (text.split('\ufffd').length - 1) * charactersPerBroken > text.length;
}
