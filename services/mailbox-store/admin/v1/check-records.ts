import type { Answer, DnsResolver } from '@postroom/dns';
import type { DnsWitness } from '../../dns-witnesses.ts';
import { type DnsRecord, NO_SERVICE } from './dns-records.ts';
import { findRecord } from './find-record.ts';
import { isSameRecord } from './same-record.ts';

/** The state of a record: in DNS as it should be, missing, different, or unknown because nobody could answer. */
export type RecordState = 'present' | 'missing' | 'different' | 'unknown';

export interface CheckedRecord extends DnsRecord {
  readonly state: RecordState;
  /** What DNS has in its place, in the form of a zone file. */
  readonly found: string[];
  /** The witnesses that do not have the record, although others do. */
  readonly notAt?: string[];
}

/** The records looked up at once. */
const AT_ONCE = 8;
/** The most records shown for one name. */
const MAX_FOUND = 10;

/** Looks up each record. Text records of another kind at the same name are ignored. */
export async function checkRecords(
  witnesses: readonly DnsWitness[],
  records: readonly DnsRecord[],
): Promise<CheckedRecord[]> {
  const checked: CheckedRecord[] = [];
  for (let at = 0; at < records.length; at += AT_ONCE) {
    const some = records.slice(at, at + AT_ONCE);
    checked.push(...(await Promise.all(some.map((record) => check(witnesses, record)))));
  }
  return checked;
}

interface Seen {
  readonly at: string;
  readonly state: RecordState;
  readonly found: readonly string[];
}

/** Checks one record. It is present only if all witnesses that could answer have it. */
async function check(witnesses: readonly DnsWitness[], record: DnsRecord): Promise<CheckedRecord> {
  const seen = await Promise.all(witnesses.map((witness) => see(witness, record)));
  const isAnywhere = (state: RecordState) => seen.some((one) => one.state === state);
  const state = (['different', 'missing', 'present'] as const).find(isAnywhere) ?? 'unknown';
  const found = [...new Set(seen.flatMap((one) => one.found))].slice(0, MAX_FOUND);
  if (state === 'present' || !isAnywhere('present')) return { ...record, state, found };
  const notAt = seen.filter((one) => one.state === 'missing' || one.state === 'different').map(({ at }) => at);
  return { ...record, state, found, notAt };
}

async function see({ name, resolver }: DnsWitness, record: DnsRecord): Promise<Seen> {
  if (record.type === 'DS') return { at: name, state: await isSigned(resolver, record.name.slice(0, -1)), found: [] };
  const answer = await findRecord(resolver, record);
  if (answer.kind === 'temporary-failure') return { at: name, state: 'unknown', found: [] };
  const found = answer.kind === 'found' ? answer.records.slice(0, MAX_FOUND) : [];
  return { at: name, state: stateOf(record, found), found };
}

function stateOf(record: DnsRecord, found: readonly string[]): RecordState {
  if (found.some((value) => isSameRecord(record, value))) return 'present';
  // A missing record says the same as one for no service (RFC 2782).
  if (found.length === 0 && record.value === NO_SERVICE) return 'present';
  return found.length > 0 ? 'different' : 'missing';
}

/** Whether a zone is signed, by the answer of a validating resolver, which we trust. */
async function isSigned(resolver: DnsResolver, name: string): Promise<RecordState> {
  if (isValidated(await resolver.mx(name))) return 'present';
  return isValidated(await resolver.probe()) ? 'missing' : 'unknown';
}

function isValidated(answer: Answer<unknown>): boolean {
  return 'isAuthentic' in answer && answer.isAuthentic;
}
