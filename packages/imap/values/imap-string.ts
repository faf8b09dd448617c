/** Longer strings become literals, so that no reader of response lines needs a large line buffer. */
const MAX_QUOTED_BYTES = 4096;

/**
 * Returns a byte string (one character per byte) as an IMAP string (RFC 3501 4.3): quoted where the grammar allows, else a
 * literal. Neither can hold NUL (RFC 3501 9 CHAR8), so NULs are dropped.
 */
export function imapString(value: string): string {
  if (value.length <= MAX_QUOTED_BYTES && /^[ !#-[\]-~]*$/.test(value)) return `"${value}"`;
  const text = value.replaceAll('\0', '');
  // CR, LF and 8-bit bytes are outside TEXT-CHAR
  if (text.length > MAX_QUOTED_BYTES || /[\r\n\x80-\uffff]/.test(text)) return `{${text.length}}\r\n${text}`;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Returns an nstring (RFC 3501 9). */
export function imapNString(value: string | null | undefined): string {
  return value === null || value === undefined ? 'NIL' : imapString(value);
}
