/**
 * Returns the octets of a literal with 0x80 in place of NUL, which RFC 3501 9 forbids in literals; Dovecot does the same. Sizes and
 * offsets do not change, and neither does the stored message.
 */
export function withoutNul(bytes: Buffer): Buffer {
  let at = bytes.indexOf(0);
  if (at < 0) return bytes;
  const clean = Buffer.from(bytes);
  for (; at >= 0; at = clean.indexOf(0, at + 1)) clean[at] = 0x80;
  return clean;
}
