import type { Queryable } from '@postroom/database';

/** Removes up to `limit` messages that were finished before `before`, with their deliveries and events. */
export async function trimMails(db: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `with old as (
       select id from accepted_mails m where accepted_at < $1
         and not exists (select 1 from deliveries d where d.mail_id = m.id
           and (d.state in ('queued', 'quarantined') or d.finished_at >= $1))
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
