import type { Queryable } from '@postroom/database';

/** A one-line summary of the reports on one domain. */
export interface DomainTotals {
  readonly domain: string;
  readonly dmarcReports: number;
  readonly messages: number;
  /** Messages that passed DMARC. */
  readonly passed: number;
  readonly tlsReports: number;
  readonly sessions: number;
  /** Sessions that failed. */
  readonly failures: number;
}

/** Returns our domains with reports since a day, those with the most messages first. */
export async function domainTotals(db: Queryable, since: Date, limit: number): Promise<DomainTotals[]> {
  const { rows } = await db.query<DomainTotals & Record<string, unknown>>(
    `select p.domain, count(*) filter (where p.kind = 'dmarc') as "dmarcReports", coalesce(sum(m.messages), 0) as messages,
       coalesce(sum(m.passed), 0) as passed, count(*) filter (where p.kind = 'tls') as "tlsReports",
       coalesce(sum(t.sessions), 0) as sessions, coalesce(sum(t.failures), 0) as failures
     from received_reports p
     left join lateral (
       select sum(r.count) as messages, sum(r.count) filter (where 'pass' in (r.dkim, r.spf)) as passed
       from jsonb_to_recordset(p.results) as r (count float8, dkim text, spf text) where p.kind = 'dmarc'
     ) m on true
     left join lateral (
       select sum(r.successes + r.failures) as sessions, sum(r.failures) as failures
       from jsonb_to_recordset(p.results) as r (successes float8, failures float8) where p.kind = 'tls'
     ) t on true
     where p.ends_at >= $1 group by p.domain order by messages desc, p.domain limit $2`,
    [since, limit],
  );
  return rows;
}
