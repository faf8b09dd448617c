import type { Queryable } from '@postroom/database';
import type { Period } from './period.ts';

/** Messages in the name of a domain that others received. */
export interface DmarcCounts {
  readonly messages: number;
  /** Messages that passed DMARC: DKIM or SPF passed, in alignment. */
  readonly passed: number;
  readonly dkim: number;
  readonly spf: number;
  readonly quarantined: number;
  readonly rejected: number;
}

/** A server that sends in the name of a domain. */
export interface DmarcSource extends DmarcCounts {
  readonly address: string;
  /** Some of the domains of authors, of reverse-paths and of valid signatures. */
  readonly from: string[];
  readonly envelopeFrom: string[];
  readonly signedBy: string[];
}

export interface DmarcSummary extends DmarcCounts {
  readonly reports: number;
  /** The servers with the most messages, those with failures first. */
  readonly sources: DmarcSource[];
}

const COUNTS = `coalesce(sum(r.count), 0)::float8 as messages,
  coalesce(sum(r.count) filter (where 'pass' in (r.dkim, r.spf)), 0)::float8 as passed,
  coalesce(sum(r.count) filter (where r.dkim = 'pass'), 0)::float8 as dkim,
  coalesce(sum(r.count) filter (where r.spf = 'pass'), 0)::float8 as spf,
  coalesce(sum(r.count) filter (where r.disposition = 'quarantine'), 0)::float8 as quarantined,
  coalesce(sum(r.count) filter (where r.disposition = 'reject'), 0)::float8 as rejected`;

const RECORDS = `received_reports p cross join lateral jsonb_to_recordset(p.results) as r (source text, count bigint, dkim text,
    spf text, disposition text, "headerFrom" text, "envelopeFrom" text, signatures jsonb)
  where p.domain = $1 and p.kind = 'dmarc' and p.ends_at >= $2`;

/** The most names of one kind that are listed per server. */
const NAMES = 3;

/** Sums up the DMARC reports on a domain since a day. @param limit the most servers to list */
export async function summariseDmarc(db: Queryable, { domain, since }: Period, limit: number): Promise<DmarcSummary> {
  const totals = await db.query<DmarcCounts & Record<string, unknown>>(`select ${COUNTS} from ${RECORDS}`, [
    domain,
    since,
  ]);
  const reports = await db.query<{ count: number }>(
    "select count(*) from received_reports where domain = $1 and kind = 'dmarc' and ends_at >= $2",
    [domain, since],
  );
  const sources = await db.query<DmarcSource & Record<string, unknown>>(
    `select r.source as address, ${COUNTS},
       (array_agg(distinct r."headerFrom"))[1:${NAMES}] as "from",
       coalesce((array_agg(distinct r."envelopeFrom") filter (where r."envelopeFrom" <> ''))[1:${NAMES}], '{}') as "envelopeFrom",
       coalesce((array_agg(distinct signed.domain) filter (where signed.domain is not null))[1:${NAMES}], '{}') as "signedBy"
     from (select * from ${RECORDS}) r
     left join lateral (select s ->> 'domain' as domain from jsonb_array_elements(r.signatures) s
       where s ->> 'result' = 'pass' limit 1) signed on true
     group by r.source
     order by sum(r.count) filter (where r.dkim <> 'pass' and r.spf <> 'pass') desc nulls last, sum(r.count) desc, r.source
     limit $3`,
    [domain, since, limit],
  );
  const [counts] = totals.rows;
  if (!counts) throw new Error('a sum of nothing is a row all the same');
  return { reports: reports.rows[0]?.count ?? 0, ...counts, sources: sources.rows };
}
