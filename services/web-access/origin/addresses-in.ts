import { type HeaderField, parseAddresses, unfold } from '@postroom/mime';
import { rawValue } from '../jmap/email/header-value.ts';

/** The most addresses of a field that are read. */
const MAX_ADDRESSES = 100;

/** The octets of the longest address to which mail can be sent (RFC 5321 4.5.3.1); longer ones are ignored. */
const MAX_LENGTH = 320;

/** Returns the addresses of a field, each with its domain as written. */
export function addressesIn(header: Buffer, field: HeaderField): { address: string; domain: string }[] {
  return parseAddresses(unfold(rawValue(header, field)), MAX_ADDRESSES).flatMap(({ mailbox, host }) => {
    if (!mailbox || !host || mailbox.length + host.length > MAX_LENGTH) return [];
    const domain = Buffer.from(host, 'latin1').toString();
    return [{ address: `${Buffer.from(mailbox, 'latin1')}@${domain}`, domain }];
  });
}
