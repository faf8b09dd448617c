/** The most octets of a name, and of the longest password that an account can have, 1,024 characters (RFC 4616 2 sets no limits). */
const MAX_NAME = 255;
const MAX_PASSWORD = 4_096;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Returns a name: valid UTF-8 without NUL, not too long. Null for anything else. */
export function saslName(bytes: Uint8Array): string | null {
  return text(bytes, MAX_NAME);
}

/** Returns a password under the same rules. */
export function saslPassword(bytes: Uint8Array): string | null {
  return text(bytes, MAX_PASSWORD);
}

function text(bytes: Uint8Array, maxBytes: number): string | null {
  if (bytes.length > maxBytes || bytes.includes(0)) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
