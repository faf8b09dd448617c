/** The longest name or password taken (RFC 4616 2 sets no bound; RFC 4954 4 needs one for the line). */
const LONGEST = 255;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of a name or password: valid UTF-8 without NUL, not too long. Null for anything else. */
export function saslText(bytes: Uint8Array): string | null {
  if (bytes.length > LONGEST || bytes.includes(0)) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
