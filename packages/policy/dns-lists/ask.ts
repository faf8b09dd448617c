import { type DnsResolver, reverseName } from '@postroom/dns';
import type { DnsList } from './lists.ts';

/** Returns whether an address is on a list (RFC 5782 2.1, 2.4). False when the list does not answer or answers with an error. */
export async function askList({ zone, answers }: DnsList, address: string, resolver: DnsResolver): Promise<boolean> {
  const reversed = reverseName(address)?.replace(/\.(?:in-addr|ip6)\.arpa$/, '');
  if (reversed === undefined) return false;
  const found = await resolver.a(`${reversed}.${zone}`);
  return found.kind === 'found' && found.records.some((record) => answers.test(record));
}
