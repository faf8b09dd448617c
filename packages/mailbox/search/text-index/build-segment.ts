import { bigintLiteral, copyOut, type Pool } from '@postroom/database';
import { turn } from '../../messages/turns.ts';
import { IS_CUT, JOIN_TEXT, TEXT } from '../message-texts.ts';
import { SEGMENT_IDS } from './postings.ts';
import { searchableTexts } from './searchable-texts.ts';
import { type Segment, SegmentBuilder } from './segment.ts';

/** Builds a segment from the messages with these ids, or from as many as fit. */
export async function buildSegment(pool: Pool, accountId: number, firstId: number, lastId: number): Promise<Segment> {
  const builder = new SegmentBuilder(firstId);
  const end = Math.min(lastId, firstId + SEGMENT_IDS - 1);
  for (let next = firstId; next <= end; ) {
    const page = await readMessages(pool, accountId, next, end);
    for (const { id, isWhole, ...message } of page) {
      if (!builder.takes(id)) return builder.end(turn);
      builder.add(id, searchableTexts(message), isWhole);
      const wait = turn();
      if (wait) await wait;
    }
    const last = page.at(-1);
    if (!last) break;
    next = last.id + 1;
  }
  return builder.end(turn, end);
}

interface ReadMessage {
  id: number;
  isWhole: boolean;
  kept: string[];
  header: Buffer;
}

/** The most messages and octets that are read at once; a single message is read whatever its size. */
const PAGE = 200;
const PAGE_BYTES = 1024 * 1024;

const KEPT = [...['subject', 'from', 'to', 'cc', 'bcc'].map((name) => `m.search_${name}`), TEXT];

/** Reads the next messages. A message without its header (a damaged row) is not whole, so the index must never exclude it. */
async function readMessages(pool: Pool, accountId: number, from: number, to: number): Promise<ReadMessage[]> {
  const account = bigintLiteral(accountId);
  const octets = [...KEPT, 'b.header'].map((column) => `coalesce(octet_length(${column}), 0)`).join(' + ');
  const select = `select id, is_whole::int::bigint, ${KEPT.map((_, n) => `kept_${n}`).join(', ')}, header from (
    select m.id, not ${IS_CUT} and b.header is not null as is_whole, b.header,
      ${KEPT.map((column, n) => `${column} as kept_${n}`).join(', ')},
      sum(${octets}) over (order by m.id rows unbounded preceding) - (${octets}) as octets_before
    from (
      select * from messages where account_id = ${account} and id between ${bigintLiteral(from)} and ${bigintLiteral(to)}
      order by id limit ${PAGE}
    ) m
    left join blobs b on b.id = m.blob_id
    ${JOIN_TEXT}
  ) page where octets_before < ${PAGE_BYTES} order by id`;
  return copyOut(pool, select, (row) => {
    const id = row.int64();
    const isWhole = row.int64() === 1;
    const kept = KEPT.map(() => row.bytes()?.toString() ?? '');
    return { id, isWhole, kept, header: Buffer.from(row.bytes() ?? []) };
  });
}
