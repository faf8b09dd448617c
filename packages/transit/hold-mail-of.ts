import { type Pool, transaction } from '@postroom/database';
import type { EventKind } from './events.ts';
import { HELD, recordOperation } from './operate.ts';

const BATCH = 1_000;
const MAX_BATCHES = 1_000;

/** Holds all waiting mail that an account sent, until it is released. Returns how many deliveries. Attempts under way go on. */
export function holdMailOf(pool: Pool, accountId: number): Promise<number> {
  const which = `d.next_attempt_at < ${HELD} and (d.attempt_until is null or d.attempt_until <= now())`;
  return change(pool, accountId, { kind: 'held', set: HELD, which });
}

/** Lets held mail go on. Mail with a later send time (RFC 4865) still waits for it. Returns how many deliveries. */
export function releaseMailOf(pool: Pool, accountId: number): Promise<number> {
  return change(pool, accountId, {
    kind: 'released',
    set: `greatest(now(), (select m.release_at from accepted_mails m where m.id = mail_id))`,
    which: `d.next_attempt_at >= ${HELD}`,
  });
}

async function change(
  pool: Pool,
  accountId: number,
  { kind, set, which }: { kind: EventKind; set: string; which: string },
): Promise<number> {
  let count = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const changed = await transaction(pool, async (tx) => {
      const { rows } = await tx.query<{ id: string; mail_id: string }>(
        `update deliveries set next_attempt_at = ${set} where id in (
           select d.id from deliveries d join accepted_mails m on m.id = d.mail_id
           where m.account_id = $1 and d.state = 'queued' and ${which} order by d.id limit ${BATCH} for update of d)
         returning id, mail_id`,
        [accountId],
      );
      await recordOperation(tx, rows, kind);
      return rows.length;
    });
    count += changed;
    if (changed < BATCH) break;
  }
  return count;
}
