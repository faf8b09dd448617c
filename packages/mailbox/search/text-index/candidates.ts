import { bigintLiteral, copyOut, type Pool } from '@postroom/database';
import { turn } from '../../messages/turns.ts';
import { MessageBits } from '../message-bits.ts';
import { GRAM_VERSION } from './grams.ts';
import { type Bits, readPlaces, readPostings, SEGMENT_IDS } from './postings.ts';
import type { IdRange } from './segment-rows.ts';
import { candidates, gramsFor, simplified, type Wanted } from './wanted.ts';

/** The messages of an account that a search has to look at; all others cannot match. */
export interface Candidates {
  /** Ascending. */
  ids: number[];
  /** Ranges of ids that are not indexed yet, ascending; the last one has no end. */
  unindexed: IdRange[];
}

/** With more than MANY candidates, and more than one in ONE_IN messages, the entries of a mailbox are read in order and filtered by them. */
const MANY = 1_000;
const ONE_IN = 20;

/** How many rows of the index, of some 1.5 KB each, are in memory at once. */
const ROWS = 2_000;
/** The most grams that one search looks up; a search with more is not narrowed. */
const GRAMS_OF_SEARCH = 200;

export function areMany({ ids }: Candidates): boolean {
  return ids.length > MANY && ids.length * ONE_IN > (ids.at(-1) ?? 0);
}

/**
 * SQL: whether a message is a candidate.
 * @param id SQL of the message's id
 */
export function candidateBits({ ids, unindexed }: Candidates, id: string, bind: (value: unknown) => string): string {
  const last = (unindexed.at(-1)?.from ?? Number.POSITIVE_INFINITY) - 1;
  const bits = new MessageBits(0, Number.isFinite(last) ? last : (ids.at(-1) ?? 0), 1);
  for (const each of ids) bits.set(0, each);
  for (const { from, to } of unindexed.slice(0, -1)) for (let each = from; each <= to; each++) bits.set(0, each);
  // Messages after the range are not indexed yet, so they are candidates.
  return `coalesce(${bits.inSql(id, bind)(0)}, ${Number.isFinite(last)})`;
}

/**
 * Finds candidates in the index. Null when it has nothing about such a query or about this account, or does not exclude enough.
 * @param most the most candidates; with more, looking at all messages is as fast
 */
export async function findCandidates(
  pool: Pool,
  accountId: number,
  query: Wanted,
  most: number,
): Promise<Candidates | null> {
  const wanted = simplified(query);
  const grams = [...gramsFor(wanted)];
  if (grams.length === 0 || grams.length > GRAMS_OF_SEARCH) return null;
  const segments = Math.max(1, Math.floor(ROWS / grams.length));
  const found: Candidates = { ids: [], unindexed: [] };
  let next = 0;
  for (;;) {
    const page = await readSegments(pool, accountId, next, segments, grams);
    for (const segment of page.values()) {
      if (segment.firstId > next) found.unindexed.push({ from: next, to: segment.firstId - 1 });
      collect(segment, wanted, found.ids);
      next = segment.lastId + 1;
      if (found.ids.length > most) return null;
      const wait = turn();
      if (wait) await wait;
    }
    if (page.size < segments) break;
  }
  found.unindexed.push({ from: next, to: Number.MAX_SAFE_INTEGER });
  return next === 0 ? null : found;
}

interface SegmentRead {
  firstId: number;
  lastId: number;
  unsure: Bits;
  has: Map<number, Bits | null>;
}

/** Reads rows of the index as raw octets. Numbers are literals, because COPY takes no parameters. */
async function readSegments(
  pool: Pool,
  accountId: number,
  from: number,
  count: number,
  grams: readonly number[],
): Promise<Map<number, SegmentRead>> {
  const account = bigintLiteral(accountId);
  const select = `select s.first_id, s.last_id, s.unsure, g.gram, p.first_gram::bigint, p.data
    from (
      select first_id, last_id, unsure from search_segments
      where account_id = ${account} and first_id >= ${bigintLiteral(from)} and gram_version = ${GRAM_VERSION}
      order by first_id limit ${bigintLiteral(count)}
    ) s cross join unnest('{${grams.map(bigintLiteral).join()}}'::bigint[]) g (gram)
    left join lateral (
      select first_gram, data from search_postings
      where account_id = ${account} and segment_id = s.first_id and first_gram <= g.gram
      order by first_gram desc limit 1
    ) p on true order by s.first_id`;
  const segments = new Map<number, SegmentRead>();
  await copyOut(pool, select, (row) => {
    const [firstId, lastId, unsure, gram] = [row.int64(), row.int64(), row.bytes(), row.int64()];
    const firstGram = row.int64OrNull();
    const data = row.bytes();
    let segment = segments.get(firstId);
    if (!segment) {
      segment = { firstId, lastId, unsure: readPlaces(unsure ?? NONE), has: new Map() };
      segments.set(firstId, segment);
    }
    segment.has.set(gram, readPostings(data ?? NONE, firstGram ?? 0, gram));
  });
  return segments;
}

const NONE = new Uint8Array();

function collect({ firstId, lastId, unsure, has }: SegmentRead, wanted: Wanted, ids: number[]): void {
  const found = candidates(wanted, (gram) => has.get(gram) ?? null);
  const span = Math.min(lastId - firstId + 1, SEGMENT_IDS);
  for (let place = 0; place < span; place++) {
    const octet = place >> 3;
    const bits = found === null ? 0xff : (found[octet] as number) | (unsure[octet] as number);
    if (bits === 0) place |= 7;
    else if (bits & (1 << (place & 7))) ids.push(firstId + place);
  }
}
