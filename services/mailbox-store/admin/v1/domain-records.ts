import { findDomain, listDkimKeys } from '@postroom/directory';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import { checkRecords } from './check-records.ts';
import type { AdminContext } from './context.ts';
import { dnsRecords, RECORD_TYPES } from './dns-records.ts';
import { mailRecords, mtaStsRecords } from './mail-records.ts';
import { DomainName } from './schemas.ts';
import { serverFacts } from './server-facts.ts';
import { serverRecords, signedRecords } from './server-records.ts';

const Records = Type.Array(
  Type.Object({
    name: Type.String({ description: 'The full name in A-labels, with a final dot.' }),
    type: Type.Enum([...RECORD_TYPES]),
    value: Type.String({ description: 'Empty when only somebody else knows the value; `purpose` says whom to ask.' }),
    purpose: Type.String(),
    state: Type.Optional(
      Type.Union(
        [Type.Literal('present'), Type.Literal('missing'), Type.Literal('different'), Type.Literal('unknown')],
        { description: 'The state of the record in DNS, with `check`; unknown: the lookup failed.' },
      ),
    ),
    found: Type.Optional(Type.Array(Type.String(), { description: 'The values found instead.' })),
    notAt: Type.Optional(
      Type.Array(Type.String(), { description: 'DNS servers that do not have the record although others do.' }),
    ),
  }),
);
const tags = ['domains'];

/** The DNS records of a domain. */
export function domainRecordRoutes(app: HttpApp, context: AdminContext): void {
  const { pool, servers, web, mtaSts, hostname, resolver, witnesses, certificateFile, caaIssuers: issuers } = context;
  app.get(
    '/domains/:name/dns',
    {
      schema: {
        tags,
        summary:
          'Lists the DNS records that the domain needs to receive mail, to have its mail trusted, and for mail programs to find its servers',
        querystring: Type.Object(
          { check: Type.Optional(Type.Boolean({ description: 'Look up each record.' })) },
          { additionalProperties: false },
        ),
        params: Type.Object({ name: DomainName }),
        response: { 200: Type.Object({ domain: Type.String(), records: Records }) },
      },
    },
    async ({ params, query }) => {
      const domain = await findDomain(pool, params.name);
      const keys = await listDkimKeys(pool, domain);
      const records = [
        ...mailRecords(domain, hostname, keys),
        ...mtaStsRecords(domain, mtaSts, { mx: hostname, web: web.host }),
        ...dnsRecords(domain, servers, web),
        ...serverRecords(hostname, await serverFacts(hostname, { pool, resolver, certificateFile, issuers })),
        ...signedRecords(domain, hostname),
      ];
      return { domain, records: query.check ? await checkRecords(witnesses, records) : records };
    },
  );
}
