import type { Queryable } from '@postroom/database';

export interface QueueDepth {
  /** Waiting deliveries: local ones go to a mailbox here, remote ones to another domain. */
  local: number;
  remote: number;
  /** How long ago the oldest waiting mail was accepted. */
  oldestSeconds: number;
}

/** Due deliveries of a kind are counted only up to this number; beyond it nobody needs an exact figure. */
export const MAX_DUE_COUNT = 10_000;

/** Returns how much waits. Every change of the queue updates the counts (migration 0020), so this costs the same at any size. */
export async function queueDepth(db: Queryable): Promise<QueueDepth> {
  const { rows } = await db.query<{ local: number; remote: number; oldest: number | null }>({
    name: 'queue-depth',
    text: `select (select local from queue_depth) + coalesce(sum(local), 0)::bigint as local,
        (select remote from queue_depth) + coalesce(sum(remote), 0)::bigint as remote,
        (select extract(epoch from now() - min(m.accepted_at))::float8 from (
           (select mail_id from deliveries
            where state = 'queued' and (destination is not null or attempts > 0) order by id limit 1)
           union all
           (select mail_id from deliveries
            where state = 'queued' and account_id is not null order by next_attempt_at limit 1)
         ) first join accepted_mails m on m.id = first.mail_id) as oldest
      from queue_changes`,
  });
  const { local = 0, remote = 0, oldest } = rows[0] ?? {};
  return { local, remote, oldestSeconds: oldest ?? 0 };
}

/** Adds the counts that changes of the queue have left behind to the totals. Concurrent callers count nothing twice. */
export async function foldQueueChanges(db: Queryable): Promise<void> {
  await db.query(
    `with folded as (delete from queue_changes returning local, remote)
     update queue_depth d set local = d.local + f.local, remote = d.remote + f.remote
     from (select sum(local) as local, sum(remote) as remote from folded) f where f.local is not null`,
  );
}

/**
 * Returns how many queued deliveries are due, at most MAX_DUE_COUNT of a kind, and for how many seconds the first of them has been
 * due. More workers would help against these. Deliveries that wait for a later attempt or are being worked on do not count.
 */
export async function dueDepth(db: Queryable): Promise<{ local: number; remote: number; overdueSeconds: number }> {
  const { rows } = await db.query<{ local: number; remote: number; overdue: number | null }>({
    name: 'due-depth',
    text: `with local as (
        select next_attempt_at from deliveries
        where state = 'queued' and account_id is not null and next_attempt_at <= now() order by next_attempt_at limit $1
      ), remote as (
        select next_attempt_at from deliveries
        where state = 'queued' and destination is not null and next_attempt_at <= now() order by next_attempt_at limit $1
      )
      select (select count(*) from local) as local, (select count(*) from remote) as remote,
        extract(epoch from now() - least((select min(next_attempt_at) from local),
          (select min(next_attempt_at) from remote)))::float8 as overdue`,
    values: [MAX_DUE_COUNT],
  });
  const { local = 0, remote = 0, overdue } = rows[0] ?? {};
  return { local, remote, overdueSeconds: overdue ?? 0 };
}
