import type { Queryable } from '@postroom/database';

export interface Due {
  /** Local deliveries that were not filed in time. */
  deliveryIds: string[];
  /** Domains with due remote deliveries. */
  destinations: string[];
  /** Where the next call goes on: the last destination looked at, or '' to start from the beginning. */
  after: string;
}

export interface FindDueOptions {
  /** The most local deliveries to return. */
  local: number;
  /** The most destinations to return, of each kind: the longest due, and the next in turn. */
  destinations: number;
  /** `after` as the last call returned it. */
  after: string;
}

/**
 * Returns what the queue should be told of again. The destinations are those with the longest due deliveries, and others in turn, so
 * that a long queue for one destination hides no other.
 */
export async function findDue(db: Queryable, options: FindDueOptions): Promise<Due> {
  const [local, longest, next] = await Promise.all([
    db.query<{ id: string }>({
      name: 'find-due-local',
      text: `select id from deliveries where state = 'queued' and next_attempt_at <= now() and account_id is not null
        order by next_attempt_at limit $1`,
      values: [options.local],
    }),
    db.query<{ destination: string }>({
      name: 'find-due-remote',
      text: `select distinct destination from (
          select destination from deliveries
          where state = 'queued' and next_attempt_at <= now() and destination is not null
          order by next_attempt_at limit $1
        ) due`,
      values: [options.destinations],
    }),
    nextDestinations(db, options.destinations, options.after),
  ]);
  const due = next.filter(({ isDue }) => isDue).map(({ destination }) => destination);
  return {
    deliveryIds: local.rows.map(({ id }) => id),
    destinations: [...new Set([...longest.rows.map(({ destination }) => destination), ...due])],
    after: next.length < options.destinations ? '' : (next.at(-1)?.destination ?? ''),
  };
}

/** Returns destinations with queued deliveries, ordered by name. Each costs one index look-up, however many deliveries it has. */
async function nextDestinations(
  db: Queryable,
  limit: number,
  after: string,
): Promise<{ destination: string; isDue: boolean }[]> {
  const { rows } = await db.query<{ destination: string; isDue: boolean }>({
    name: 'find-destinations',
    text: `with recursive found as (
        (select destination, next_attempt_at from deliveries
         where state = 'queued' and destination is not null and destination > $2
         order by destination, next_attempt_at limit 1)
        union all
        select n.destination, n.next_attempt_at from found f cross join lateral (
          select destination, next_attempt_at from deliveries
          where state = 'queued' and destination is not null and destination > f.destination
          order by destination, next_attempt_at limit 1) n
      )
      select destination, next_attempt_at <= now() as "isDue" from found limit $1`,
    values: [limit, after],
  });
  return rows;
}
