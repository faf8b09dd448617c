import type { Queryable } from '@postroom/database';
import { HELD, type QueuedDelivery, SHOWN } from './operate.ts';
import { filterValues, MATCHES, type QueueFilter } from './queue-filter.ts';

/** held: by an operator; deferred: an attempt failed and another will follow; new: no attempt has ended yet. */
export type WaitingState = 'new' | 'deferred' | 'held';

export interface QueueListFilter extends QueueFilter {
  readonly state?: WaitingState;
}

const STATES: Readonly<Record<WaitingState, string>> = {
  new: `d.last_reply is null and d.next_attempt_at < ${HELD}`,
  deferred: `d.last_reply is not null and d.next_attempt_at < ${HELD}`,
  held: `d.next_attempt_at >= ${HELD}`,
};

/** The number of deliveries that one page looks at, however few of them match. */
const LOOKED_AT = 10_000;

export interface QueuePage {
  readonly deliveries: QueuedDelivery[];
  /** The delivery after which the next page begins; null when this is the last page. */
  readonly next: string | null;
}

/**
 * Returns up to `limit` waiting deliveries that match, oldest first, after the delivery `after`. It returns fewer where few match among
 * those that one page looks at: a page takes as long with a million waiting as with a thousand.
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
    // A lateral look-up of each message: a join would read all messages when most deliveries match.
    `select ${SHOWN} from (
       select * from deliveries where state = 'queued' and ($6::uuid is null or id > $6) and ($7::uuid is null or id <= $7) order by id
     ) d cross join lateral (select * from accepted_mails where id = d.mail_id offset 0) m
     where ${MATCHES} and ${state ? STATES[state] : 'true'} order by d.id limit $8`,
    [...filterValues(filter), from, last, limit + 1],
  );
  const deliveries = rows.slice(0, limit);
  return { deliveries, next: rows.length > limit ? (deliveries.at(-1)?.id ?? null) : last };
}

/** The last delivery that this page looks at, found before any is read: deliveries that end meanwhile must not move it. Null: no limit needed. */
async function lastLookedAt(db: Queryable, from: string | null, lookAt: number): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `select id from deliveries where state = 'queued' and ($1::uuid is null or id > $1) order by id offset $2 limit 1`,
    [from, lookAt - 1],
  );
  return rows[0]?.id ?? null;
}
