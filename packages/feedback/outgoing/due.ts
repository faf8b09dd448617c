import type { Queryable } from '@postroom/database';
import type { DmarcRecord, PublishedPolicy } from '@postroom/reports';
import { takeDue, type WhichReport } from './due-of-a-day.ts';

/** A due report on DMARC. */
export interface DueReport extends WhichReport {
  readonly organizationalDomain: string;
  readonly policy: PublishedPolicy;
  readonly rua: string;
  readonly isLastAttempt: boolean;
}

export const DMARC_REPORTS = { reports: 'dmarc_reports', measured: 'measured_dmarc' };

/** Does the same as takeDue. */
export function takeDueReport(db: Queryable): Promise<DueReport | null> {
  return takeDue<DueReport>(db, DMARC_REPORTS, 'organizational_domain as "organizationalDomain", policy, rua');
}

/** Returns the measurements, the most frequent first. */
export async function readMeasured(db: Queryable, { day, domain }: WhichReport, limit: number): Promise<DmarcRecord[]> {
  const { rows } = await db.query<{ mail: Omit<DmarcRecord, 'count'>; count: number }>(
    'select mail, count from measured_dmarc where day = $1 and domain = $2 order by count desc, key limit $3',
    [day, domain, limit],
  );
  return rows.map(({ mail, count }) => ({ ...mail, count }));
}
