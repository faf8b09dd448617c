import { findDomain } from '@postroom/directory';
import { domainTotals, listRefusedReports, listReporters, summariseDmarc, summariseTls } from '@postroom/feedback';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { DomainName, Time } from './schemas.ts';

const MAX_DOMAINS = 1_000;
const MAX_SOURCES = 50;
const MAX_FAILURES = 50;
const MAX_REPORTERS = 50;
const MAX_REFUSED = 20;
const DAY_MS = 24 * 3_600_000;

const Count = Type.Number();
const Names = Type.Array(Type.String());
const Days = Type.Integer({
  minimum: 1,
  maximum: 3_650,
  default: 7,
  description: 'Only reports on days that ended after this time.',
});
const querystring = Type.Object({ days: Days }, { additionalProperties: false });
const Counts = {
  messages: Count,
  passed: Type.Number({ description: 'Messages that pass DMARC by aligned DKIM or SPF.' }),
  dkim: Count,
  spf: Count,
  quarantined: Count,
  rejected: Count,
};
const Refused = Type.Array(
  Type.Object({ mailId: Type.String(), recipient: Type.String(), receivedAt: Time, reason: Type.String() }),
  { description: 'The newest messages to its report addresses that were not counted, and why.' },
);
const Summary = Type.Object({
  domain: Type.String(),
  since: Time,
  dmarc: Type.Object({
    reports: Count,
    ...Counts,
    sources: Type.Array(
      Type.Object({ address: Type.String(), ...Counts, from: Names, envelopeFrom: Names, signedBy: Names }),
      { description: `Servers that send mail of the domain, failing ones first; at most ${MAX_SOURCES}.` },
    ),
  }),
  tls: Type.Object({
    reports: Count,
    policies: Type.Array(Type.Object({ type: Type.String(), successes: Count, failures: Count })),
    failures: Type.Array(Type.Object({ type: Type.String(), mx: Type.String(), sessions: Count, reporters: Count })),
  }),
  reporters: Type.Array(
    Type.Object({
      kind: Type.String(),
      sender: Type.String(),
      organization: Type.String(),
      reports: Count,
      latest: Time,
    }),
  ),
  refused: Refused,
});
const Totals = Type.Object({
  domain: Type.String(),
  dmarcReports: Count,
  messages: Count,
  passed: Count,
  tlsReports: Count,
  sessions: Count,
  failures: Count,
});
const tags = ['reports'];

export function reportRoutes(app: HttpApp, { pool }: AdminContext): void {
  app.get(
    '/reports',
    {
      schema: {
        tags,
        summary: `Summarises what others report about our domains, at most ${MAX_DOMAINS}`,
        querystring,
        response: { 200: Type.Object({ since: Time, domains: Type.Array(Totals), refused: Refused }) },
      },
    },
    async ({ query: { days } }) => {
      const since = daysAgo(days);
      const refused = await listRefusedReports(pool, { domain: null, since, limit: MAX_REFUSED });
      return { since, domains: await domainTotals(pool, since, MAX_DOMAINS), refused };
    },
  );

  app.get(
    '/reports/:domain',
    {
      schema: {
        tags,
        summary:
          'Returns reports about one domain: who sends as the domain, what happens to that mail (DMARC), and TLS failures',
        params: Type.Object({ domain: DomainName }),
        querystring,
        response: { 200: Summary },
      },
    },
    async ({ params, query: { days } }) => {
      const domain = await findDomain(pool, params.domain);
      const since = daysAgo(days);
      const [dmarc, tls, reporters, refused] = await Promise.all([
        summariseDmarc(pool, { domain, since }, MAX_SOURCES),
        summariseTls(pool, { domain, since }, MAX_FAILURES),
        listReporters(pool, { domain, since }, MAX_REPORTERS),
        listRefusedReports(pool, { domain, since, limit: MAX_REFUSED }),
      ]);
      return { domain, since, dmarc, tls, reporters, refused };
    },
  );
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MS);
}
