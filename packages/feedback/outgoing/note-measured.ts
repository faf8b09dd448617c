import type { Queryable } from '@postroom/database';
import type { MeasuredMail } from './measured.ts';
import type { Counted } from './tally.ts';

type MeasuredCount = Counted<MeasuredMail>;

/** Domains that get a report on one day, and kinds of mails that one report tells apart: forgers choose both. */
export const MEASURED_LIMITS = { domains: 20_000, kinds: 5_000 };

/** Reports leave between a quarter of an hour and four hours behind the day, that not all of the world writes at midnight. */
const SETTLED = '15 minutes';
const SPREAD = '225 minutes';

/** Adds counts to what was measured before; beyond the limits, which one call may pass, only to what is there. */
export async function noteMeasured(
  db: Queryable,
  counts: readonly MeasuredCount[],
  limits = MEASURED_LIMITS,
): Promise<void> {
  if (counts.length === 0) return;
  // In one order, that no two processes wait for each other.
  const sorted = counts.toSorted((a, b) => order(a, b));
  const domains = new Map(sorted.map((one) => [`${one.day} ${one.policy.domain}`, one]));
  await db.query(
    `with r as materialized (
       select * from jsonb_to_recordset($1::jsonb) as r (day date, domain text, organizational text, policy jsonb, rua text)
     ), full_days as materialized (
       select day from (select distinct day from r) d
       where (select count(*) from dmarc_reports x where x.day = d.day) >= $2
     )
     insert into dmarc_reports (day, domain, organizational_domain, policy, rua, due_at)
     select day, domain, organizational, policy, rua,
       (day + 1)::timestamp at time zone 'UTC' + interval '${SETTLED}' + random() * interval '${SPREAD}'
     from r where day not in (select day from full_days)
       or exists (select 1 from dmarc_reports d where (d.day, d.domain) = (r.day, r.domain))
     on conflict (day, domain) do update set policy = excluded.policy, rua = excluded.rua
     where dmarc_reports.state = 'waiting'
       and (dmarc_reports.policy, dmarc_reports.rua) is distinct from (excluded.policy, excluded.rua)`,
    [JSON.stringify(Array.from(domains.values(), domainRow)), limits.domains],
  );
  await db.query(
    `with r as materialized (
       select * from jsonb_to_recordset($1::jsonb) as r (day date, domain text, key text, mail jsonb, count bigint)
     ), full_reports as materialized (
       select day, domain from (select distinct day, domain from r) d
       where (select count(*) from measured_dmarc x where (x.day, x.domain) = (d.day, d.domain)) >= $2
     )
     insert into measured_dmarc as m (day, domain, key, mail, count)
     select r.day, r.domain, decode(r.key, 'hex'), r.mail, r.count
     from r join dmarc_reports d on (d.day, d.domain) = (r.day, r.domain) and d.state = 'waiting'
     where (r.day, r.domain) not in (select day, domain from full_reports)
       or exists (select 1 from measured_dmarc x where (x.day, x.domain, x.key) = (r.day, r.domain, decode(r.key, 'hex')))
     on conflict (day, domain, key) do update set count = m.count + excluded.count`,
    [JSON.stringify(sorted.map(countRow)), limits.kinds],
  );
}

function order(a: MeasuredCount, b: MeasuredCount): number {
  const [one, other] = [a, b].map(({ day, policy, key }) => `${day} ${policy.domain} ${key}`) as [string, string];
  return one < other ? -1 : one > other ? 1 : 0;
}

function domainRow({ day, policy, organizationalDomain: organizational, rua }: MeasuredCount) {
  return { day, domain: policy.domain, organizational, policy, rua };
}

function countRow({ day, policy: { domain }, key, mail, count }: MeasuredCount) {
  return { day, domain, key, mail, count };
}
