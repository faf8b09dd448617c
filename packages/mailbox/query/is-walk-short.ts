import type { Queryable } from '@postroom/database';
import type { PlaceTest } from './emails-sql.ts';

/** For more emails than this, sorting all is as fast. */
const FEW = 10_000;

/**
 * Returns whether the first emails are found faster by walking all messages of the account in order than by sorting those of the mailbox.
 * It assumes that the mailbox's messages are spread evenly over the account's.
 */
export async function isWalkShort(
  db: Queryable,
  accountId: number,
  place: PlaceTest | undefined,
  limit: number,
): Promise<boolean> {
  if (limit > FEW) return false;
  if (place?.is !== 'in') return true;
  const { rows } = await db.query<{ all: number; here: number }>({
    name: 'is-walk-short',
    text: `select a.message_count as all, m.message_count as here from account_state a
      join mailboxes m on m.account_id = a.account_id and m.id = $2 where a.account_id = $1`,
    values: [accountId, place.mailboxId],
  });
  const [counts] = rows;
  return counts !== undefined && counts.here > 0 && (limit * counts.all) / counts.here < counts.here;
}
