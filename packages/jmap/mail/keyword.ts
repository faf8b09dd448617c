/** RFC 8621 4.1.1: 1 to 255 octets of printable ASCII, without the special characters of IMAP. */
export function isKeyword(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 255 && /^[!#$&'+-[^-z|}~]+$/.test(value);
}
