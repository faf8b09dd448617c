import type { Queryable } from '@postroom/database';
import type { Period } from './period.ts';

/** Sessions that failed in the same way. */
export interface TlsFailureKind {
  /** RFC 8460 4.3: `certificate-expired`, `starttls-not-supported`, … */
  readonly type: string;
  /** The receiving server; '' where the report does not say. */
  readonly mx: string;
  readonly sessions: number;
  /** The number of domains that reported it. */
  readonly reporters: number;
}

export interface TlsSummary {
  readonly reports: number;
  /** Sessions by the kind of policy: tlsa, sts, no-policy-found. */
  readonly policies: { readonly type: string; readonly successes: number; readonly failures: number }[];
  readonly failures: TlsFailureKind[];
}

const POLICIES = `received_reports p cross join lateral jsonb_to_recordset(p.results) as r (type text, successes float8,
    failures float8, details jsonb)
  where p.domain = $1 and p.kind = 'tls' and p.ends_at >= $2`;

/** Sums up the TLS reports on the servers of a domain since a day. @param limit the most kinds of failures to list */
export async function summariseTls(db: Queryable, { domain, since }: Period, limit: number): Promise<TlsSummary> {
  const policies = await db.query<TlsSummary['policies'][number] & Record<string, unknown>>(
    `select r.type, sum(r.successes) as successes, sum(r.failures) as failures from ${POLICIES}
     group by r.type order by r.type`,
    [domain, since],
  );
  const failures = await db.query<TlsFailureKind & Record<string, unknown>>(
    `select d.type, d.mx, sum(d.count) as sessions, count(distinct r.sender) as reporters
     from (select * from ${POLICIES}) r
     cross join lateral jsonb_to_recordset(r.details) as d (type text, mx text, count float8)
     group by d.type, d.mx order by sessions desc, d.type, d.mx limit $3`,
    [domain, since, limit],
  );
  const reports = await db.query<{ count: number }>(
    "select count(*) from received_reports where domain = $1 and kind = 'tls' and ends_at >= $2",
    [domain, since],
  );
  return { reports: reports.rows[0]?.count ?? 0, policies: policies.rows, failures: failures.rows };
}
