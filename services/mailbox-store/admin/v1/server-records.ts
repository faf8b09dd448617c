import { isIPv4 } from 'node:net';
import { reverseName } from '@postroom/dns';
import { normaliseDomain } from '@postroom/smtp';
import type { DnsRecord } from './dns-records.ts';
import type { ServerFacts } from './server-facts.ts';

/** Returns the records of the server that receives and sends a domain's mail, in addition to those of the domain itself. */
export function serverRecords(hostname: string, { addresses, keys, issuers }: ServerFacts): DnsRecord[] {
  const name = `${hostname}.`;
  return [
    ...addressRecords(name, addresses),
    ...addresses.flatMap((address) => pointerRecord(address, name)),
    ...keys.map((key) => tlsaRecord(name, key)),
    ...issuers.map((issuer) => ({
      name,
      type: 'CAA' as const,
      value: `0 issue "${issuer}"`,
      purpose: 'CAA: the only authorities that may issue its certificates',
    })),
  ];
}

/** Returns DS records as a wish for DNSSEC; only whoever manages the zone can switch it on. */
export function signedRecords(domain: string, hostname: string): DnsRecord[] {
  return [...new Set([normaliseDomain(domain) ?? domain, hostname])].map((name) => ({
    name: `${name}.`,
    type: 'DS',
    value: '',
    purpose: 'DNSSEC, which DANE requires: enable it where the zone is hosted',
  }));
}

function addressRecords(name: string, addresses: readonly string[]): DnsRecord[] {
  const known = addresses.map(
    (value): DnsRecord => ({ name, type: isIPv4(value) ? 'A' : 'AAAA', value, purpose: 'this server' }),
  );
  const unknown = (['A', 'AAAA'] as const).filter((type) => !known.some((record) => record.type === type));
  const version = { A: 'IPv4', AAAA: 'IPv6' };
  return [
    ...known,
    ...unknown.map((type) => ({
      name,
      type,
      value: '',
      purpose: `the ${version[type]} address of this server, if any`,
    })),
  ];
}

/** Returns the PTR record of an address from which mail is sent. */
function pointerRecord(address: string, value: string): DnsRecord[] {
  const reversed = reverseName(address);
  return reversed === undefined
    ? []
    : [{ name: `${reversed}.`, type: 'PTR', value, purpose: 'set by the provider of the address', address }];
}

/** RFC 7672 3.1.1: the record pins the key, whoever issued the certificate. */
function tlsaRecord(host: string, key: Buffer): DnsRecord {
  const purpose = 'DANE: the key of its certificate; publish a new key before a server uses it';
  return { name: `_25._tcp.${host}`, type: 'TLSA', value: `3 1 1 ${key.toString('hex')}`, purpose };
}
