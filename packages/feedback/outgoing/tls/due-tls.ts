import type { Queryable } from '@postroom/database';
import type { TlsSessions } from '@postroom/reports';
import type { DueState } from '../due.ts';

/** A report on TLS to a domain on one day (UTC). */
export interface DueTlsReport {
  readonly day: string;
  readonly domain: string;
  readonly rua: string;
  /** URLs where it was taken. */
  readonly posted: readonly string[];
  readonly isLastAttempt: boolean;
}

type Which = Pick<DueTlsReport, 'day' | 'domain'>;

const LEASE = '10 minutes';
const MAX_ATTEMPTS = 10;

/** The next that is due, for some minutes nobody else's. Null when there is none. */
export async function takeDueTlsReport(db: Queryable): Promise<DueTlsReport | null> {
  const { rows } = await db.query<Omit<DueTlsReport, 'isLastAttempt'> & { attempts: number }>(
    `update tls_reports set attempts = attempts + 1, due_at = now() + interval '${LEASE}'
     where (day, domain) = (select day, domain from tls_reports where state = 'waiting' and due_at <= now()
       order by due_at limit 1 for update skip locked)
     returning day::text, domain, rua, posted, attempts`,
  );
  const [due] = rows;
  return due ? { ...due, isLastAttempt: due.attempts >= MAX_ATTEMPTS } : null;
}

/** Notes that a report was taken at a URL. */
export async function notePosted(db: Queryable, { day, domain }: Which, url: string): Promise<void> {
  await db.query('update tls_reports set posted = posted || $3::text where day = $1 and domain = $2', [
    day,
    domain,
    url,
  ]);
}

/** The sessions of a day, the most frequent first. */
export async function readTlsSessions(db: Queryable, { day, domain }: Which, limit: number): Promise<TlsSessions[]> {
  const { rows } = await db.query<{ session: Omit<TlsSessions, 'count'>; count: number }>(
    'select session, count from measured_tls where day = $1 and domain = $2 order by count desc, key limit $3',
    [day, domain, limit],
  );
  return rows.map(({ session, count }) => ({ ...session, count }));
}

/** As settleDueReport: in the transaction that accepts the mails which bring it; false when somebody else was quicker. */
export async function settleDueTlsReport(
  tx: Queryable,
  { day, domain }: Which,
  state: DueState,
  reason: string | null,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update tls_reports set state = $3, reason = $4 where day = $1 and domain = $2 and state = 'waiting'`,
    [day, domain, state, reason],
  );
  if (rowCount !== 1) return false;
  await tx.query('delete from measured_tls where day = $1 and domain = $2', [day, domain]);
  return true;
}

/** Forgets days before `before`, whatever became of them; `limit` rows at a time. */
export async function trimMeasuredTls(db: Queryable, before: Date, limit: number): Promise<number> {
  const day = before.toISOString().slice(0, 10);
  const { rows } = await db.query<{ count: number }>(
    `with sessions as (
       delete from measured_tls where (day, domain, key) in (
         select day, domain, key from measured_tls where day < $1 limit $2) returning 1
     ), reports as (
       delete from tls_reports where (day, domain) in (select day, domain from tls_reports where day < $1 limit $2)
       returning 1
     )
     select greatest((select count(*) from sessions), (select count(*) from reports)) as count`,
    [day, limit],
  );
  return rows[0]?.count ?? 0;
}
