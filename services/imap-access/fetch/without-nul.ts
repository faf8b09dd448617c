/**
 * The bytes of a literal: RFC 3501 9 forbids NUL in one, so 0x80 stands for it, as in Dovecot. Sizes and offsets stay what
 * they are, and so does what is stored.
 */
export function withoutNul(bytes: Buffer): Buffer {
  let at = bytes.indexOf(0);
  if (at < 0) return bytes;
  const clean = Buffer.from(bytes);
  for (; at >= 0; at = clean.indexOf(0, at + 1)) clean[at] = 0x80;
  return clean;
}
