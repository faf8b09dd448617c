import { type BlobStore, DamagedBody, readBlob } from '@postroom/blobs';
import { estimatedRows, type MaintenanceJob, type Queryable, transaction } from '@postroom/database';
import { isMailError } from '@postroom/types';
import { describeBlob } from './describe-blob.ts';
import { DESCRIBED_BY } from './described-by.ts';
import { rewriteFacts } from './rewrite-facts.ts';

interface OldMessage {
  accountId: number;
  id: number;
  blobId: string;
  describedBy: number | null;
}

/**
 * Reads messages again that an older version of the code has described, and stores their facts anew. A damaged message, in Postgres or in the
 * object store, stays as it is and counts as skipped; while the store is away nothing is skipped.
 */
export function describeOldMessages({ objects }: Pick<BlobStore, 'objects'>): MaintenanceJob {
  return {
    name: 'describe-messages',
    summary: 'reads old messages again, for what is kept of messages now',
    version: DESCRIBED_BY,
    maxItems: 1_000,
    count: (db) => estimatedRows(db, 'messages'),
    async isNeeded(db) {
      const { rows } = await db.query('select 1 from messages where described_by is null limit 1');
      return rows.length > 0;
    },
    async batch(pool, position, items) {
      const messages = await messagesBehind(
        pool,
        Number(position?.account ?? 0),
        Number(position?.message ?? 0),
        items,
      );
      let skipped = 0;
      for (const message of messages) {
        if ((message.describedBy ?? 0) < DESCRIBED_BY && !(await describeAgain({ pool, objects }, message))) skipped++;
      }
      const last = messages.at(-1);
      const isOver = !last || messages.length < items;
      return {
        position: isOver ? null : { account: last.accountId, message: last.id },
        done: messages.length,
        skipped,
      };
    },
  };
}

async function messagesBehind(db: Queryable, accountId: number, id: number, limit: number): Promise<OldMessage[]> {
  const { rows } = await db.query<OldMessage & Record<string, unknown>>({
    name: 'messages-behind',
    text: `select account_id as "accountId", id, blob_id as "blobId", described_by as "describedBy"
      from messages where (account_id, id) > ($1, $2) order by account_id, id limit $3`,
    values: [accountId, id, limit],
  });
  return rows;
}

/** Describes one message again. Returns false if it cannot be read. */
async function describeAgain(store: BlobStore, { accountId, id, blobId }: OldMessage): Promise<boolean> {
  const { pool } = store;
  try {
    const facts = await describeBlob(store, await readBlob(pool, blobId));
    await transaction(pool, (tx) => rewriteFacts(tx, accountId, id, facts));
    return true;
  } catch (error) {
    if (!isMailError(error, 'not-found') && !(error instanceof DamagedBody)) {
      throw new Error(`message ${id} of account ${accountId}: ${(error as Error).message}`, { cause: error });
    }
    // Marks it as done, because reading it again would not help.
    await pool.query('update messages set described_by = $3 where account_id = $1 and id = $2', [
      accountId,
      id,
      DESCRIBED_BY,
    ]);
    return false;
  }
}
