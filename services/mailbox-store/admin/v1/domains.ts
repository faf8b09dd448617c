import { transaction } from '@postroom/database';
import {
  addDomain,
  findDomain,
  findJoinPolicy,
  listDkimKeys,
  listDomains,
  removeDomain,
  setJoinPolicy,
  setPostmaster,
} from '@postroom/directory';
import { dropQuarantineOfDomain } from '@postroom/transit';
import Type from 'typebox';
import { makeDkimKeys } from '../../clock/dkim.ts';
import type { HttpApp } from '../../http/app.ts';
import { checkRecords } from './check-records.ts';
import type { AdminContext } from './context.ts';
import { dnsRecords, RECORD_TYPES } from './dns-records.ts';
import { JoinMode, JoinPolicy } from './joining-schemas.ts';
import { mailRecords, mtaStsRecords } from './mail-records.ts';
import { Address, After, DomainName, Limit, Next, Nothing, pageOf, Time } from './schemas.ts';
import { serverFacts } from './server-facts.ts';
import { serverRecords, signedRecords } from './server-records.ts';

const Postmaster = Type.Union([Address, Type.Null()], {
  description: 'The address that gets mail for postmaster of the domain, here or elsewhere; null: its first account.',
});
const Domain = Type.Object({
  name: Type.String(),
  createdAt: Time,
  postmaster: Postmaster,
  accounts: Type.Integer(),
  aliases: Type.Integer(),
  joining: JoinMode,
});
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

export function domainRoutes(
  app: HttpApp,
  {
    pool,
    servers,
    web,
    mtaSts,
    hostname,
    dkim,
    resolver,
    witnesses,
    certificateFile,
    caaIssuers: issuers,
  }: AdminContext,
): void {
  app.get(
    '/domains',
    {
      schema: {
        tags,
        summary: 'Lists the domains of this platform',
        querystring: Type.Object({ after: Type.Optional(After), limit: Limit }, { additionalProperties: false }),
        response: { 200: Type.Object({ domains: Type.Array(Domain), next: Next }) },
      },
    },
    async ({ query: { limit, ...rest } }) => {
      const { rows, next } = pageOf(await listDomains(pool, { ...rest, limit: limit + 1 }), limit, ({ name }) => name);
      return { domains: rows, next };
    },
  );

  app.post(
    '/domains',
    {
      schema: {
        tags,
        summary: 'Adds a domain',
        body: Type.Object(
          {
            name: DomainName,
            postmaster: Type.Optional(Postmaster),
            force: Type.Optional(
              Type.Boolean({ description: 'Accept a name without a dot, which no other server can find.' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 201: Type.Object({ name: Type.String() }) },
      },
    },
    async ({ body }, reply) => {
      const name = await addDomain(pool, body.name, body);
      if (dkim) await makeDkimKeys({ pool, seal: dkim }, name);
      return reply.code(201).send({ name });
    },
  );

  app.put(
    '/domains/:name/postmaster',
    {
      schema: {
        tags,
        summary: 'Sets who gets mail for postmaster of the domain',
        params: Type.Object({ name: DomainName }),
        body: Type.Object({ postmaster: Postmaster }, { additionalProperties: false }),
        response: { 204: Nothing },
      },
    },
    async ({ params, body }, reply) => {
      await setPostmaster(pool, params.name, body.postmaster);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/domains/:name/joining',
    {
      schema: {
        tags,
        summary: 'Returns who may join the domain, and what they get',
        params: Type.Object({ name: DomainName }),
        response: { 200: JoinPolicy },
      },
    },
    async ({ params }) => findJoinPolicy(pool, params.name),
  );

  app.put(
    '/domains/:name/joining',
    {
      schema: {
        tags,
        summary: 'Sets who may join the domain; anything but closed needs a postmaster',
        params: Type.Object({ name: DomainName }),
        body: JoinPolicy,
        response: { 200: JoinPolicy },
      },
    },
    async ({ params, body }) => {
      await transaction(pool, (tx) => setJoinPolicy(tx, params.name, body));
      return findJoinPolicy(pool, params.name);
    },
  );

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

  app.delete(
    '/domains/:name',
    {
      schema: {
        tags,
        summary: 'Removes a domain that has no accounts, with its aliases',
        params: Type.Object({ name: DomainName }),
        response: { 204: Nothing },
      },
    },
    async ({ params }, reply) => {
      await transaction(pool, async (tx) => {
        await removeDomain(tx, params.name);
        await dropQuarantineOfDomain(tx, params.name);
      });
      return reply.code(204).send(null);
    },
  );
}
