const PLAIN = /^[\x20-\x5b\x5d-\x7e]*$/;

/**
 * Returns a name from a message as text: lower case, without the final dot, '' for the root. Octets outside printable ASCII
 * are escaped as in RFC 4343 2.1, so that they reach no log or terminal; such a name cannot be asked for again.
 */
export function presentName(decoded: string): string {
  const name = decoded === '.' ? '' : decoded.toLowerCase();
  if (PLAIN.test(name)) return name;
  return [...Buffer.from(name)].map(presentOctet).join('');
}

function presentOctet(octet: number): string {
  if (octet === 0x5c) return '\\\\';
  return octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : `\\${String(octet).padStart(3, '0')}`;
}
