import type { Answer, DnsResolver } from '@postroom/dns';
import type { DnsRecord } from './dns-records.ts';

/** How a record is: in DNS as it should be, not there, there otherwise, or nobody could say. */
export type RecordState = 'present' | 'missing' | 'different' | 'unknown';

export interface CheckedRecord extends DnsRecord {
  readonly state: RecordState;
  /** What is there in its place, as a zone file has it. */
  readonly found: string[];
}

/** Records that are looked up at once. */
const AT_ONCE = 8;
/** Of one name; the rest are not shown. */
const MAX_FOUND = 10;

/** Looks each record up. Text records of another kind at the same name are none of its business. */
export async function checkRecords(resolver: DnsResolver, records: readonly DnsRecord[]): Promise<CheckedRecord[]> {
  const checked: CheckedRecord[] = [];
  for (let at = 0; at < records.length; at += AT_ONCE) {
    const some = records.slice(at, at + AT_ONCE);
    checked.push(...(await Promise.all(some.map((record) => check(resolver, record)))));
  }
  return checked;
}

async function check(resolver: DnsResolver, record: DnsRecord): Promise<CheckedRecord> {
  const answer = await ask(resolver, record);
  if (answer.kind === 'temporary-failure') return { ...record, state: 'unknown', found: [] };
  const found = answer.kind === 'found' ? answer.records.slice(0, MAX_FOUND) : [];
  if (found.some((value) => isSame(record, value))) return { ...record, state: 'present', found };
  // A name without such a service is as good as one that says so (RFC 2782).
  if (found.length === 0 && record.value === NO_SERVICE) return { ...record, state: 'present', found };
  return { ...record, state: found.length > 0 ? 'different' : 'missing', found };
}

const NO_SERVICE = '0 0 0 .';

async function ask(resolver: DnsResolver, { name, type, value }: DnsRecord): Promise<Answer<string>> {
  const asked = name.slice(0, -1);
  switch (type) {
    case 'MX':
      return shown(await resolver.mx(asked), ({ preference, host }) => `${preference} ${host}.`);
    case 'SRV':
      return shown(
        await resolver.srv(asked),
        ({ priority, weight, port, host }) => `${priority} ${weight} ${port} ${host}.`,
      );
    case 'CNAME':
      return shown(await resolver.cname(asked), (host) => `${host}.`);
    case 'TXT': {
      const answer = shown(await resolver.txt(asked), (text) => `"${text}"`);
      if (answer.kind !== 'found') return answer;
      const kind = /^"v=\w+/.exec(value)?.[0] ?? '';
      const records = answer.records.filter((text) => text.startsWith(kind));
      return records.length > 0 ? { ...answer, records } : { kind: 'no-such-records', isAuthentic: answer.isAuthentic };
    }
  }
}

function shown<T>(answer: Answer<T>, show: (record: T) => string): Answer<string> {
  return answer.kind === 'found' ? { ...answer, records: answer.records.map(show) } : answer;
}

/** Preferences and priorities are the operator's, and so is what DMARC asks for, and who reads reports; all else is as it is printed. */
function isSame({ type, value }: DnsRecord, found: string): boolean {
  switch (type) {
    case 'MX':
      return found.split(' ')[1] === value.split(' ')[1];
    case 'SRV':
      return found.split(' ').slice(2).join(' ') === value.split(' ').slice(2).join(' ');
    case 'CNAME':
      return found === value;
    case 'TXT':
      if (value.startsWith('"v=TLSRPTv1')) return /; *rua=(mailto|https):/.test(found);
      if (value.startsWith('"v=DMARC1')) return /[; ]p=(none|quarantine|reject)\b/.test(found);
      return plain(found) === plain(value);
  }
}

/** Without the marks of a zone file, and the blanks that mean nothing. */
function plain(text: string): string {
  return text.replaceAll('" "', '').replaceAll('"', '').replace(/;\s+/g, ';').trim();
}
