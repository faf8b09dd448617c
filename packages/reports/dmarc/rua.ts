/** An address to which a domain wants its reports (RFC 9989 4.7 rua). */
export interface ReportAddress {
  readonly address: string;
  /** The most octets of a message that it accepts; null where no limit is given. */
  readonly maxBytes: number | null;
}

/** The most addresses of one record that get reports. */
const MAX_ADDRESSES = 3;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** Returns the value of a tag of a record (RFC 6376 3.2), '' where there is none. */
export function tagOf(record: string, name: string): string {
  for (const tag of record.split(';')) {
    const equals = tag.indexOf('=');
    if (equals > 0 && tag.slice(0, equals).trim().toLowerCase() === name) return tag.slice(equals + 1).trim();
  }
  return '';
}

/** Returns the first addresses of a rua tag. Only `mailto` URIs count, as no others are defined. `!10m` is the size limit of RFC 7489 6.2. */
export function reportAddresses(rua: string): ReportAddress[] {
  const found = rua.split(',').flatMap((uri): ReportAddress[] => {
    const [, encoded = '', size = '', unit = ''] =
      /^mailto:([^!?]{3,320})(?:\?[^!]*)?(?:!(\d{1,9})([kmgt]?))?$/i.exec(uri.trim()) ?? [];
    const address = decoded(encoded);
    if (!/^[^\s@<>",;]+@[^\s@<>",;]+$/.test(address)) return [];
    return [{ address, maxBytes: size === '' ? null : Number(size) * (UNITS[unit.toLowerCase()] ?? 1) }];
  });
  return found.slice(0, MAX_ADDRESSES);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
