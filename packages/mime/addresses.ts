import type { Address } from './address.ts';
import { AddressReader } from './address-reader.ts';

/**
 * Reads an address-list (RFC 5322 3.4, with the obsolete forms of 4.4). Accepts any input, reads it in one pass and
 * stops after `limit` entries.
 */
export function parseAddresses(value: string, limit = 10_000): Address[] {
  return new AddressReader(value, limit).read();
}
