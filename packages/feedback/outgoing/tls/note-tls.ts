import type { Queryable } from '@postroom/database';
import type { TlsSession } from '@postroom/reports';
import type { Counted } from '../tally.ts';

/** A session with a server of a domain that asked to be told how TLS goes. */
export interface MeasuredTls {
  /** In A-labels. */
  readonly domain: string;
  /** Where it wants reports, as its record has it. */
  readonly rua: string;
  readonly session: TlsSession;
}

/** Domains that get a report on one day, and kinds of sessions that one report tells apart: strangers choose both. */
export const TLS_LIMITS = { domains: 20_000, kinds: 1_000 };

/** As for DMARC: between a quarter of an hour and four hours behind the day (RFC 8460 4.1 wants some delay). */
const SETTLED = '15 minutes';
const SPREAD = '225 minutes';

/** Adds counts to what was measured before; beyond the limits, which one call may pass, only to what is there. */
export async function noteTls(
  db: Queryable,
  counts: readonly Counted<MeasuredTls>[],
  limits = TLS_LIMITS,
): Promise<void> {
  if (counts.length === 0) return;
  // In one order, that no two processes wait for each other.
  const sorted = counts.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const domains = new Map(sorted.map((one) => [`${one.day} ${one.domain}`, one]));
  await db.query(
    `with r as materialized (
       select * from jsonb_to_recordset($1::jsonb) as r (day date, domain text, rua text)
     ), full_days as materialized (
       select day from (select distinct day from r) d where (select count(*) from tls_reports x where x.day = d.day) >= $2
     )
     insert into tls_reports (day, domain, rua, due_at)
     select day, domain, rua,
       (day + 1)::timestamp at time zone 'UTC' + interval '${SETTLED}' + random() * interval '${SPREAD}'
     from r where day not in (select day from full_days)
       or exists (select 1 from tls_reports d where (d.day, d.domain) = (r.day, r.domain))
     on conflict (day, domain) do update set rua = excluded.rua
     where tls_reports.state = 'waiting' and tls_reports.rua is distinct from excluded.rua`,
    [JSON.stringify(Array.from(domains.values(), ({ day, domain, rua }) => ({ day, domain, rua }))), limits.domains],
  );
  await db.query(
    `with r as materialized (
       select * from jsonb_to_recordset($1::jsonb) as r (day date, domain text, key text, session jsonb, count bigint)
     ), full_reports as materialized (
       select day, domain from (select distinct day, domain from r) d
       where (select count(*) from measured_tls x where (x.day, x.domain) = (d.day, d.domain)) >= $2
     )
     insert into measured_tls as m (day, domain, key, session, count)
     select r.day, r.domain, decode(r.key, 'hex'), r.session, r.count
     from r join tls_reports d on (d.day, d.domain) = (r.day, r.domain) and d.state = 'waiting'
     where (r.day, r.domain) not in (select day, domain from full_reports)
       or exists (select 1 from measured_tls x where (x.day, x.domain, x.key) = (r.day, r.domain, decode(r.key, 'hex')))
     on conflict (day, domain, key) do update set count = m.count + excluded.count`,
    [
      JSON.stringify(sorted.map(({ day, domain, key, session, count }) => ({ day, domain, key, session, count }))),
      limits.kinds,
    ],
  );
}

function nameOf({ day, domain, key }: Counted<MeasuredTls>): string {
  return `${day} ${domain} ${key}`;
}
