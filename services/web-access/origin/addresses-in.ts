import { type HeaderField, parseAddresses, unfold } from '@postroom/mime';
import { rawValue } from '../jmap/email/header-value.ts';

/** Addresses of a field that are read. */
const MAX_ADDRESSES = 100;

/** The addresses of a field, each with its domain as it is written. */
export function addressesIn(header: Buffer, field: HeaderField): { address: string; domain: string }[] {
  return parseAddresses(unfold(rawValue(header, field)), MAX_ADDRESSES).flatMap(({ mailbox, host }) => {
    if (!mailbox || !host) return [];
    const domain = Buffer.from(host, 'latin1').toString();
    return [{ address: `${Buffer.from(mailbox, 'latin1')}@${domain}`, domain }];
  });
}
