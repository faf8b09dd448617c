import type { Queryable } from '@postroom/database';
import type { Period } from './period.ts';

/** A sender of reports about a domain. */
export interface Reporter {
  readonly kind: 'dmarc' | 'tls';
  /** The domain that wrote the reports. */
  readonly sender: string;
  /** The name that it gives itself. */
  readonly organization: string;
  readonly reports: number;
  readonly latest: Date;
}

/** Returns the senders with the most reports. */
export async function listReporters(db: Queryable, { domain, since }: Period, limit: number): Promise<Reporter[]> {
  const { rows } = await db.query<Reporter & Record<string, unknown>>(
    `select kind, sender, max(organization) as organization, count(*) as reports, max(ends_at) as latest
     from received_reports where domain = $1 and ends_at >= $2
     group by kind, sender order by reports desc, kind, sender limit $3`,
    [domain, since, limit],
  );
  return rows;
}
