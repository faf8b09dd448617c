import type { Queryable } from '@postroom/database';
import type { DmarcRecord, PublishedPolicy } from '@postroom/reports';

/** A report to the owner of a domain on one day (UTC). */
export interface DueReport {
  readonly day: string;
  readonly domain: string;
  readonly organizationalDomain: string;
  readonly policy: PublishedPolicy;
  readonly rua: string;
  readonly isLastAttempt: boolean;
}

/** `unwanted`: nobody may be told who asked. */
export type DueState = 'sent' | 'unwanted' | 'failed';

const LEASE = '10 minutes';
const MAX_ATTEMPTS = 10;

/** The next that is due, for some minutes nobody else's. Null when there is none. */
export async function takeDueReport(db: Queryable): Promise<DueReport | null> {
  const { rows } = await db.query<Omit<DueReport, 'isLastAttempt'> & { attempts: number }>(
    `update dmarc_reports set attempts = attempts + 1, due_at = now() + interval '${LEASE}'
     where (day, domain) = (select day, domain from dmarc_reports where state = 'waiting' and due_at <= now()
       order by due_at limit 1 for update skip locked)
     returning day::text, domain, organizational_domain as "organizationalDomain", policy, rua, attempts`,
  );
  const [due] = rows;
  return due ? { ...due, isLastAttempt: due.attempts >= MAX_ATTEMPTS } : null;
}

/** What was measured, the most frequent first. */
export async function readMeasured(
  db: Queryable,
  { day, domain }: Pick<DueReport, 'day' | 'domain'>,
  limit: number,
): Promise<DmarcRecord[]> {
  const { rows } = await db.query<{ mail: Omit<DmarcRecord, 'count'>; count: number }>(
    'select mail, count from measured_dmarc where day = $1 and domain = $2 order by count desc, key limit $3',
    [day, domain, limit],
  );
  return rows.map(({ mail, count }) => ({ ...mail, count }));
}

/**
 * Settles a report, in the transaction that accepts the mails which bring it: it goes once, whatever is killed when. Returns false when
 * somebody else was quicker; then nothing may be sent.
 */
export async function settleDueReport(
  tx: Queryable,
  { day, domain }: Pick<DueReport, 'day' | 'domain'>,
  state: DueState,
  reason: string | null,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update dmarc_reports set state = $3, reason = $4 where day = $1 and domain = $2 and state = 'waiting'`,
    [day, domain, state, reason],
  );
  if (rowCount !== 1) return false;
  await tx.query('delete from measured_dmarc where day = $1 and domain = $2', [day, domain]);
  return true;
}

/** Forgets days before `before`, whatever became of them; `limit` rows at a time. */
export async function trimMeasured(db: Queryable, before: Date, limit: number): Promise<number> {
  const day = before.toISOString().slice(0, 10);
  const { rows } = await db.query<{ count: number }>(
    `with mails as (
       delete from measured_dmarc where (day, domain, key) in (
         select day, domain, key from measured_dmarc where day < $1 limit $2) returning 1
     ), reports as (
       delete from dmarc_reports where (day, domain) in (select day, domain from dmarc_reports where day < $1 limit $2)
       returning 1
     )
     select greatest((select count(*) from mails), (select count(*) from reports)) as count`,
    [day, limit],
  );
  return rows[0]?.count ?? 0;
}
