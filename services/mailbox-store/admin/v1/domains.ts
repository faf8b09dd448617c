import { transaction } from '@postroom/database';
import { addDomain, listDomains, removeDomain, setPostmaster } from '@postroom/directory';
import { dropQuarantineOfDomain } from '@postroom/transit';
import Type from 'typebox';
import { makeDkimKeys } from '../../clock/dkim.ts';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { JoinMode } from './joining-schemas.ts';
import { Address, After, DomainName, Limit, Next, Nothing, pageOf, Time } from './schemas.ts';

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
const tags = ['domains'];

export function domainRoutes(app: HttpApp, { pool, dkim }: AdminContext): void {
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
