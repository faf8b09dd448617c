import type { Queryable } from '@postroom/database';
import { DMARC_REPORTS } from './due.ts';
import type { MeasuredMail } from './measured.ts';
import { DUE_AT, inOrder, noteCounts } from './note-counts.ts';
import type { Counted } from './tally.ts';

type MeasuredCount = Counted<MeasuredMail>;

/** The most domains that get a report on one day, and kinds of messages per report, because forgers choose both. */
const MEASURED_LIMITS = { domains: 20_000, kinds: 5_000 };

/** Adds counts to earlier measurements; beyond the limits, which one call may exceed, only to existing ones. */
export async function noteMeasured(
  db: Queryable,
  counts: readonly MeasuredCount[],
  limits = MEASURED_LIMITS,
): Promise<void> {
  if (counts.length === 0) return;
  const sorted = inOrder(counts.map((one) => ({ ...one, domain: one.policy.domain })));
  const domains = new Map(sorted.map((one) => [`${one.day} ${one.domain}`, one]));
  await db.query(
    `with r as materialized (
       select * from jsonb_to_recordset($1::jsonb) as r (day date, domain text, organizational text, policy jsonb, rua text)
     ), full_days as materialized (
       select day from (select distinct day from r) d
       where (select count(*) from dmarc_reports x where x.day = d.day) >= $2
     )
     insert into dmarc_reports (day, domain, organizational_domain, policy, rua, due_at)
     select day, domain, organizational, policy, rua,
       ${DUE_AT}
     from r where day not in (select day from full_days)
       or exists (select 1 from dmarc_reports d where (d.day, d.domain) = (r.day, r.domain))
     on conflict (day, domain) do update set policy = excluded.policy, rua = excluded.rua
     where dmarc_reports.state = 'waiting'
       and (dmarc_reports.policy, dmarc_reports.rua) is distinct from (excluded.policy, excluded.rua)`,
    [JSON.stringify(Array.from(domains.values(), domainRow)), limits.domains],
  );
  const said = sorted.map(({ day, domain, key, mail, count }) => ({ day, domain, key, said: mail, count }));
  await noteCounts(db, DMARC_REPORTS, 'mail', said, limits.kinds);
}

function domainRow({
  day,
  domain,
  organizationalDomain: organizational,
  policy,
  rua,
}: MeasuredCount & { domain: string }) {
  return { day, domain, organizational, policy, rua };
}
