import type { Queryable } from '@postroom/database';
import type { DmarcReport, TlsReport } from '@postroom/reports';

/** A report about one of our domains. */
export interface ReceivedReport {
  /** The domain as it is stored in `domains`. */
  readonly domain: string;
  /** The domain that wrote the report. */
  readonly sender: string;
  readonly mailId: string;
  /** The report; a TLS report contains only the policies of this domain. */
  readonly report: DmarcReport | TlsReport;
}

/** The result of keeping a report: `known` was kept before; `too-many` exceeds the limits of a day. */
export type Keeping = 'kept' | 'known' | 'too-many';

/** The most that is kept per day about one domain, of one sender and of all: reports, and characters of their results. */
const OF_SENDER = { reports: 100, size: 16 * 1024 * 1024 };
const OF_ALL = { reports: 2_000, size: 128 * 1024 * 1024 };

/** Keeps a report once, even if it comes again (RFC 9990 3.5.3: the id identifies it among its sender's). */
export async function keepReport(tx: Queryable, { domain, sender, mailId, report }: ReceivedReport): Promise<Keeping> {
  const results = JSON.stringify(report.kind === 'dmarc' ? report.records : report.policies);
  const { rows } = await tx.query<{ isKnown: boolean; isFull: boolean }>(
    `select exists (select 1 from received_reports
         where domain = $1 and kind = $2 and sender = $3 and report_id = $4) as "isKnown",
       coalesce(count(*) >= $5 or sum(size) > $6 or count(*) filter (where sender = $3) >= $7
         or sum(size) filter (where sender = $3) > $8, false) as "isFull"
     from received_reports where domain = $1 and kind = $2 and received_at > now() - interval '1 day'`,
    [domain, report.kind, sender, report.reportId, OF_ALL.reports, OF_ALL.size, OF_SENDER.reports, OF_SENDER.size],
  );
  if (rows[0]?.isKnown) return 'known';
  if (rows[0]?.isFull) return 'too-many';
  const { rowCount } = await tx.query(
    `insert into received_reports (domain, kind, sender, report_id, organization, contact, begins_at, ends_at, mail_id,
       is_cut, policy, results, size)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12::jsonb, $13) on conflict do nothing`,
    [
      ...[domain, report.kind, sender, report.reportId, report.organization, report.contact],
      ...[report.beginsAt, report.endsAt, mailId, report.isCut],
      ...[report.kind === 'dmarc' ? JSON.stringify(report.policy) : null, results, results.length],
    ],
  );
  return rowCount === 1 ? 'kept' : 'known';
}
