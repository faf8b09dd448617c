import { type BlobStore, readBlob } from '@postroom/blobs';
import { bigintArray, bigintLiteral, copyOut, type Pool, packBigints } from '@postroom/database';
import { isMailError } from '@postroom/types';
import { PAGE_BYTES } from '../read/page-cut.ts';
import { Breath } from '../search/breath.ts';
import { FoundBits } from '../search/found-bits.ts';
import { wholeMessage } from '../search/message-search.ts';
import type { Questions } from './questions.ts';

/** How many messages are read at once. */
const PAGE = 500;

/** Returns what the headers of messages (ascending ids) answer. Reads each once, in pages. @param alive throws when nobody waits any more */
export async function lookIntoHeaders(
  pool: Pool,
  accountId: number,
  ids: Float64Array,
  { headers }: Questions,
  alive: () => void,
): Promise<FoundBits> {
  const found = new FoundBits();
  const breath = new Breath();
  for (let at = 0; at < ids.length; ) {
    alive();
    const page = await readHeaders(pool, accountId, ids.subarray(at, at + PAGE));
    for (const { id, header } of page.rows) found.add(id, await headers.look(header, breath));
    at += page.isCut ? (page.rows.at(-1)?.n ?? PAGE) : PAGE;
  }
  return found;
}

interface HeaderRow {
  readonly n: number;
  readonly id: number;
  readonly lastN: number;
  readonly header: Buffer;
}

async function readHeaders(
  pool: Pool,
  accountId: number,
  ids: Float64Array,
): Promise<{ rows: HeaderRow[]; isCut: boolean }> {
  const select = `select n, id, last_n, header from (
      select w.n, w.id, b.header, max(w.n) over () as last_n,
        sum(octet_length(b.header)) over page - octet_length(b.header) as before
      from unnest(${bigintArray(Array.from(ids))}) with ordinality as w (id, n)
      cross join lateral (
        select blob_id from messages where account_id = ${bigintLiteral(accountId)} and id = w.id offset 0
      ) m
      cross join lateral (select header from blobs where id = m.blob_id offset 0) b
      window page as (order by w.n rows unbounded preceding)
    ) page where before < ${PAGE_BYTES} order by n`;
  const rows = await copyOut(pool, select, (row) => ({
    n: row.int64(),
    id: row.int64(),
    lastN: row.int64(),
    header: Buffer.from(row.bytes() ?? []),
  }));
  const last = rows.at(-1);
  return { rows, isCut: last !== undefined && last.n < last.lastN };
}

/** Returns what the texts of messages (ascending ids) answer. Reads each message from end to end. Throws limit-reached. */
export async function lookIntoTexts(
  store: BlobStore,
  accountId: number,
  ids: Float64Array,
  { texts }: Questions,
  alive: () => void,
): Promise<FoundBits> {
  const found = new FoundBits();
  for (let at = 0; at < ids.length; at += PAGE) {
    const { rows } = await store.pool.query<{ id: number; blobId: string }>({
      name: 'blobs-of-messages',
      text: `select m.id, m.blob_id as "blobId" from unnest($2::bigint[]) with ordinality as w (id, n)
        cross join lateral (select id, blob_id from messages where account_id = $1 and id = w.id offset 0) m order by w.n`,
      values: [accountId, packBigints(Array.from(ids.subarray(at, at + PAGE)))],
    });
    for (const { id, blobId } of rows) {
      alive();
      const bits = await readBlob(store.pool, blobId)
        .then((blob) => texts.look(wholeMessage(store, blob), alive))
        .catch((error: unknown) => {
          if (isMailError(error, 'not-found')) return null;
          throw error;
        });
      if (bits) found.add(id, bits);
    }
  }
  return found;
}
