import type { Queryable } from '@postroom/database';

/** Deletes reports that came before `before`, and their messages; `limit` at a time. */
export async function trimReports(db: Queryable, before: Date, limit: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `with mails as (
       delete from report_mails where mail_id in (
         select mail_id from report_mails where received_at < $1 and state <> 'waiting' order by received_at limit $2)
       returning 1
     ), reports as (
       delete from received_reports where (domain, kind, sender, report_id) in (
         select domain, kind, sender, report_id from received_reports where received_at < $1
         order by received_at limit $2)
       returning 1
     )
     select greatest((select count(*) from mails), (select count(*) from reports)) as count`,
    [before, limit],
  );
  return rows[0]?.count ?? 0;
}
