import type { Queryable } from '@postroom/database';
import type { TlsSessions } from '@postroom/reports';
import { takeDue, type WhichReport } from '../due-of-a-day.ts';

/** A due report on TLS. */
export interface DueTlsReport extends WhichReport {
  readonly rua: string;
  /** URLs that accepted the report already. */
  readonly posted: readonly string[];
  readonly isLastAttempt: boolean;
}

export const TLS_REPORTS = { reports: 'tls_reports', measured: 'measured_tls' };

/** Does the same as takeDue. */
export function takeDueTlsReport(db: Queryable): Promise<DueTlsReport | null> {
  return takeDue<DueTlsReport>(db, TLS_REPORTS, 'rua, posted');
}

/** Notes that a URL accepted a report. */
export async function notePosted(db: Queryable, { day, domain }: WhichReport, url: string): Promise<void> {
  await db.query('update tls_reports set posted = posted || $3::text where day = $1 and domain = $2', [
    day,
    domain,
    url,
  ]);
}

/** Returns the sessions of a day, the most frequent first. */
export async function readTlsSessions(
  db: Queryable,
  { day, domain }: WhichReport,
  limit: number,
): Promise<TlsSessions[]> {
  const { rows } = await db.query<{ session: Omit<TlsSessions, 'count'>; count: number }>(
    'select session, count from measured_tls where day = $1 and domain = $2 order by count desc, key limit $3',
    [day, domain, limit],
  );
  return rows.map(({ session, count }) => ({ ...session, count }));
}
