const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * Returns the IP address inside an address literal (RFC 5321 4.1.3), `[192.0.2.1]` or `[IPv6:2001:db8::1]`, in its shortest
 * spelling. Undefined for general literals (`[tag:content]`), since nothing can connect to them.
 */
export function parseAddressLiteral(text: string): string | undefined {
  if (!text.startsWith('[') || !text.endsWith(']')) return undefined;
  const inner = text.slice(1, -1);
  if (IPV4.test(inner)) return inner;
  const v6 = /^ipv6:([0-9a-f:.]+)$/i.exec(inner)?.[1];
  if (v6 === undefined || !URL.canParse(`http://[${v6}]/`)) return undefined;
  return new URL(`http://[${v6}]/`).hostname.slice(1, -1);
}

/** Writes an IP address as an address literal, an IPv4-mapped IPv6 address as IPv4. */
export function formatAddressLiteral(ip: string): string {
  const bare = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip.replace(/%.*$/, '');
  return IPV4.test(bare) ? `[${bare}]` : `[IPv6:${bare}]`;
}
