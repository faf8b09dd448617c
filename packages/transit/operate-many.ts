import { type Pool, transaction } from '@postroom/database';
import type { EventKind } from './events.ts';
import { HELD, recordOperation } from './operate.ts';
import { filterValues, MATCHES, type QueueFilter } from './queue-filter.ts';

export type QueueAction = 'retry' | 'cancel' | 'hold' | 'release';

const IDLE = '(d.attempt_until is null or d.attempt_until <= now())';
const CHANGES: Readonly<Record<QueueAction, { kind: EventKind; set: string; which: string }>> = {
  retry: { kind: 'retried', set: 'next_attempt_at = now()', which: `d.next_attempt_at < ${HELD} and ${IDLE}` },
  cancel: { kind: 'cancelled', set: "state = 'cancelled', finished_at = now()", which: 'true' },
  // Deliveries that a worker is attempting are not held: the worker would set another time.
  hold: { kind: 'held', set: `next_attempt_at = ${HELD}`, which: `d.next_attempt_at < ${HELD} and ${IDLE}` },
  release: { kind: 'released', set: 'next_attempt_at = now()', which: `d.next_attempt_at >= ${HELD}` },
};

const BATCH = 1_000;

/** Returns how many deliveries the action would change. */
export async function countMatching(pool: Pool, action: QueueAction, filter: QueueFilter): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*) from ${matching(action)}`,
    filterValues(filter),
  );
  return rows[0]?.count ?? 0;
}

/**
 * Applies the action to the next thousand matching deliveries after `after`, ordered by id. Returns how many, and the id after
 * which the next call goes on; null when there are no more.
 */
export async function operateOnMany(
  pool: Pool,
  action: QueueAction,
  filter: QueueFilter,
  after: string | null,
): Promise<{ count: number; next: string | null }> {
  const { kind, set } = CHANGES[action];
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<{ id: string; mail_id: string }>(
      `update deliveries set ${set} where id in (
         select d.id from ${matching(action)} and ($6::uuid is null or d.id > $6) order by d.id limit ${BATCH}
         for update of d)
       returning id, mail_id`,
      [...filterValues(filter), after],
    );
    await recordOperation(tx, rows, kind);
    const last = rows.reduce<string | null>((most, { id }) => (most === null || id > most ? id : most), null);
    return { count: rows.length, next: rows.length === BATCH ? last : null };
  });
}

/** Makes all waiting deliveries that nobody holds due now, a thousand in a transaction. Returns how many. */
export async function retryAll(pool: Pool): Promise<number> {
  // The count bounds the loop: deliveries that come in meanwhile are tried by themselves.
  const most = await countMatching(pool, 'retry', {});
  let done = 0;
  for (let after: string | null = null; done < most; ) {
    const { count, next } = await operateOnMany(pool, 'retry', {}, after);
    done += count;
    if (next === null) break;
    after = next;
  }
  return done;
}

function matching(action: QueueAction): string {
  return `deliveries d join accepted_mails m on m.id = d.mail_id
    where d.state = 'queued' and ${CHANGES[action].which} and ${MATCHES}`;
}
