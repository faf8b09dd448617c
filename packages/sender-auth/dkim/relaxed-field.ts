/** Returns a field in relaxed form (RFC 6376 3.4.2), one character per octet, without its line end. @param name in lower case */
export function relaxedField(name: string, value: string): string {
  const unfolded = value.replace(/\r?\n/g, '').replace(/[ \t]+/g, ' ');
  return `${name}:${unfolded.slice(unfolded.startsWith(' ') ? 1 : 0, unfolded.endsWith(' ') ? -1 : undefined)}`;
}
