import type { Queryable } from '@postroom/database';
import type { TlsSession } from '@postroom/reports';
import { DUE_AT, inOrder, noteCounts } from '../note-counts.ts';
import type { Counted } from '../tally.ts';
import { TLS_REPORTS } from './due-tls.ts';

/** A session with a server of a domain that asked for TLS reports. */
export interface MeasuredTls {
  /** In A-labels. */
  readonly domain: string;
  /** The domain's addresses for reports, as in its record. */
  readonly rua: string;
  readonly session: TlsSession;
}

/** The most domains that get a report on one day, and kinds of sessions per report, because strangers choose both. */
const TLS_LIMITS = { domains: 20_000, kinds: 1_000 };

/** Adds counts to earlier measurements; beyond the limits, which one call may exceed, only to existing ones. */
export async function noteTls(
  db: Queryable,
  counts: readonly Counted<MeasuredTls>[],
  limits = TLS_LIMITS,
): Promise<void> {
  if (counts.length === 0) return;
  const sorted = inOrder(counts);
  const domains = new Map(sorted.map((one) => [`${one.day} ${one.domain}`, one]));
  await db.query(
    `with r as materialized (
       select * from jsonb_to_recordset($1::jsonb) as r (day date, domain text, rua text)
     ), full_days as materialized (
       select day from (select distinct day from r) d where (select count(*) from tls_reports x where x.day = d.day) >= $2
     )
     insert into tls_reports (day, domain, rua, due_at)
     select day, domain, rua, ${DUE_AT}
     from r where day not in (select day from full_days)
       or exists (select 1 from tls_reports d where (d.day, d.domain) = (r.day, r.domain))
     on conflict (day, domain) do update set rua = excluded.rua
     where tls_reports.state = 'waiting' and tls_reports.rua is distinct from excluded.rua`,
    [JSON.stringify(Array.from(domains.values(), ({ day, domain, rua }) => ({ day, domain, rua }))), limits.domains],
  );
  const said = sorted.map(({ day, domain, key, session, count }) => ({ day, domain, key, said: session, count }));
  await noteCounts(db, TLS_REPORTS, 'session', said, limits.kinds);
}
