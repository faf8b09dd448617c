import type { Queryable } from '@postroom/database';
import { HELD, type QueuedDelivery, SHOWN } from './operate.ts';
import { filterValues, MATCHES, type QueueFilter } from './queue-filter.ts';

/** Held: by an operator; deferred: tried and put off; new: no attempt has ended yet, or none has begun. */
export type WaitingState = 'new' | 'deferred' | 'held';

export interface QueueListFilter extends QueueFilter {
  readonly state?: WaitingState;
}

const STATES: Readonly<Record<WaitingState, string>> = {
  new: `d.last_reply is null and d.next_attempt_at < ${HELD}`,
  deferred: `d.last_reply is not null and d.next_attempt_at < ${HELD}`,
  held: `d.next_attempt_at >= ${HELD}`,
};

/** Deliveries that one page looks at, however few of them match. */
const LOOKED_AT = 10_000;

export interface QueuePage {
  readonly deliveries: QueuedDelivery[];
  /** Behind which one the next page begins; null when this was the last. */
  readonly next: string | null;
}

/**
 * What waits and matches, oldest first, behind the delivery `after`: so many, or fewer where only few match of those that one page looks
 * at. A page takes as long with a million that wait as with a thousand.
 */
export async function listQueue(
  db: Queryable,
  { state, ...filter }: QueueListFilter,
  { after, limit, lookAt = LOOKED_AT }: { after?: string | undefined; limit: number; lookAt?: number },
): Promise<QueuePage> {
  const from = after ?? null;
  const isNarrowed = state !== undefined || Object.keys(filter).length > 0;
  const last = isNarrowed ? await lastLookedAt(db, from, lookAt) : null;
  const { rows } = await db.query<QueuedDelivery & Record<string, unknown>>(
    // The mail of each is looked up: a join would read all mails where most match.
    `select ${SHOWN} from (
       select * from deliveries where state = 'queued' and ($6::uuid is null or id > $6) and ($7::uuid is null or id <= $7) order by id
     ) d cross join lateral (select * from accepted_mails where id = d.mail_id offset 0) m
     where ${MATCHES} and ${state ? STATES[state] : 'true'} order by d.id limit $8`,
    [...filterValues(filter), from, last, limit + 1],
  );
  const deliveries = rows.slice(0, limit);
  return { deliveries, next: rows.length > limit ? (deliveries.at(-1)?.id ?? null) : last };
}

/** Told before anything is read: what goes meanwhile must not move it behind something that nobody has looked at. Null: all that waits is within. */
async function lastLookedAt(db: Queryable, from: string | null, lookAt: number): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `select id from deliveries where state = 'queued' and ($1::uuid is null or id > $1) order by id offset $2 limit 1`,
    [from, lookAt - 1],
  );
  return rows[0]?.id ?? null;
}
