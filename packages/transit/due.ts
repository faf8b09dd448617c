import type { Queryable } from '@postroom/database';

export interface Due {
  /** Local deliveries that nobody filed in time. */
  deliveryIds: string[];
  /** Domains with due remote deliveries. */
  destinations: string[];
}

/** What the queue should be told of again, at most `limit` local deliveries and as many destinations. */
export async function findDue(db: Queryable, limit: number): Promise<Due> {
  const local = await db.query<{ id: string }>({
    name: 'find-due-local',
    text: `select id from deliveries where state = 'queued' and next_attempt_at <= now() and account_id is not null
      order by next_attempt_at limit $1`,
    values: [limit],
  });
  const remote = await db.query<{ destination: string }>({
    name: 'find-due-remote',
    text: `select distinct destination from (
        select destination from deliveries
        where state = 'queued' and next_attempt_at <= now() and destination is not null
        order by next_attempt_at limit $1
      ) due`,
    values: [limit],
  });
  return {
    deliveryIds: local.rows.map((row) => row.id),
    destinations: remote.rows.map((row) => row.destination),
  };
}

/** Queued deliveries and the age of the oldest, seconds; for metrics and people. */
export async function queueDepth(db: Queryable): Promise<{ local: number; remote: number; oldestSeconds: number }> {
  const { rows } = await db.query<{ local: number; remote: number; oldest: number | null }>(
    `select count(*) filter (where d.account_id is not null) as local,
       count(*) filter (where d.destination is not null) as remote,
       extract(epoch from now() - min(m.accepted_at))::float8 as oldest
     from deliveries d join accepted_mails m on m.id = d.mail_id where d.state = 'queued'`,
  );
  const row = rows[0];
  return { local: row?.local ?? 0, remote: row?.remote ?? 0, oldestSeconds: row?.oldest ?? 0 };
}

/**
 * Queued deliveries whose next attempt is due, and for how long the first of them has been, seconds: what more workers
 * help against. What waits for its next attempt, or is being worked on, does not count.
 */
export async function dueDepth(db: Queryable): Promise<{ local: number; remote: number; overdueSeconds: number }> {
  const { rows } = await db.query<{ local: number; remote: number; overdue: number | null }>(
    `select count(*) filter (where account_id is not null) as local,
       count(*) filter (where destination is not null) as remote,
       extract(epoch from now() - min(next_attempt_at))::float8 as overdue
     from deliveries where state = 'queued' and next_attempt_at <= now()`,
  );
  const row = rows[0];
  return { local: row?.local ?? 0, remote: row?.remote ?? 0, overdueSeconds: row?.overdue ?? 0 };
}

/** Forgets mails that were finished before `before`, with their deliveries and events; `limit` at a time. */
export async function trimMails(db: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `with old as (
       select id from accepted_mails m where accepted_at < $1
         and not exists (select 1 from deliveries d where d.mail_id = m.id
           and (d.state = 'queued' or d.finished_at >= $1))
       order by id limit $2
     ), events as (
       delete from delivery_events e using old where e.mail_id = old.id
     ), gone as (
       delete from deliveries d using old where d.mail_id = old.id
     )
     delete from accepted_mails m using old where m.id = old.id`,
    [before, limit],
  );
  return rowCount ?? 0;
}
