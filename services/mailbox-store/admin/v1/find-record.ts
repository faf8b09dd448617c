import type { Answer, DnsResolver } from '@postroom/dns';
import type { DnsRecord } from './dns-records.ts';

/** Returns what DNS has in the place of a record, in the form of a zone file. */
export async function findRecord(resolver: DnsResolver, record: DnsRecord): Promise<Answer<string>> {
  const { name, type, value, address = '' } = record;
  const asked = name.slice(0, -1);
  switch (type) {
    case 'A':
      return resolver.a(asked);
    case 'AAAA':
      return resolver.aaaa(asked);
    case 'PTR':
      return shown(await resolver.ptr(address), (host) => `${host}.`);
    case 'MX':
      return shown(await resolver.mx(asked), ({ preference, host }) => `${preference} ${host}.`);
    case 'SRV':
      return shown(
        await resolver.srv(asked),
        ({ priority, weight, port, host }) => `${priority} ${weight} ${port} ${host}.`,
      );
    case 'CNAME':
      return shown(await resolver.cname(asked), (host) => `${host}.`);
    case 'TLSA':
      return shown(
        await resolver.tlsa(asked),
        ({ usage, selector, matchingType, data }) => `${usage} ${selector} ${matchingType} ${data.toString('hex')}`,
      );
    case 'CAA':
      return findIssuers(resolver, asked);
    case 'TXT':
      return findTexts(resolver, asked, value);
    case 'DS':
      return { kind: 'not-a-name' };
  }
}

/** Returns the CAA records of the name, or of the nearest name above that has any (RFC 8659 3). */
async function findIssuers(resolver: DnsResolver, name: string): Promise<Answer<string>> {
  const answer = await resolver.caa(name);
  const above = name.replace(/^[^.]*\.?/, '');
  if (above !== '' && (answer.kind === 'no-such-name' || answer.kind === 'no-such-records'))
    return findIssuers(resolver, above);
  return shown(answer, ({ flags, tag, value }) => `${flags} ${tag} "${value}"`);
}

/** Returns the text records of the same kind, which is told by their beginning, such as `v=spf1`. */
async function findTexts(resolver: DnsResolver, name: string, wanted: string): Promise<Answer<string>> {
  const answer = shown(await resolver.txt(name), (text) => `"${text}"`);
  if (answer.kind !== 'found') return answer;
  const kind = /^"v=\w+/.exec(wanted)?.[0] ?? '';
  const records = answer.records.filter((text) => text.startsWith(kind));
  return records.length > 0 ? { ...answer, records } : { kind: 'no-such-records', isAuthentic: answer.isAuthentic };
}

function shown<T>(answer: Answer<T>, show: (record: T) => string): Answer<string> {
  return answer.kind === 'found' ? { ...answer, records: answer.records.map(show) } : answer;
}
