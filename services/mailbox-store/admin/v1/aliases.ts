import { transaction } from '@postroom/database';
import { findAlias, listAliases, putAlias, unknownTargets } from '@postroom/directory';
import { removeDelegatedAlias } from '@postroom/joining';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Address, After, AliasAddress, DomainName, Limit, Next, Nothing, Time } from './schemas.ts';

const Alias = Type.Object({ address: Type.String(), targets: Type.Array(Type.String()), createdAt: Time });
const PutAlias = Type.Object({
  ...Alias.properties,
  nobody: Type.Array(Type.String(), { description: 'Targets in our domains that do not exist yet.' }),
});
const params = Type.Object({ address: AliasAddress });
const tags = ['aliases'];

export function aliasRoutes(app: HttpApp, { pool, announcer: { announce } }: AdminContext): void {
  app.get(
    '/aliases',
    {
      schema: {
        tags,
        summary: 'Lists aliases by address',
        querystring: Type.Object(
          { domain: Type.Optional(DomainName), after: Type.Optional(After), limit: Limit },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ aliases: Type.Array(Alias), next: Next }) },
      },
    },
    async ({ query }) => {
      const { rows, next } = await listAliases(pool, query);
      return { aliases: rows, next };
    },
  );

  app.get(
    '/aliases/:address',
    { schema: { tags, summary: 'One alias', params, response: { 200: Alias } } },
    async ({ params: { address } }) => findAlias(pool, address),
  );

  app.put(
    '/aliases/:address',
    {
      schema: {
        tags,
        summary: 'Creates the alias, or replaces its targets',
        params,
        body: Type.Object(
          {
            targets: Type.Array(Address, {
              minItems: 1,
              maxItems: 1_000,
              description: 'Addresses on this platform or elsewhere.',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 200: PutAlias },
      },
    },
    async ({ params: { address }, body }) =>
      transaction(pool, async (tx) => {
        const alias = await putAlias(tx, address, body.targets);
        return { ...alias, nobody: await unknownTargets(tx, alias.targets) };
      }),
  );

  app.delete(
    '/aliases/:address',
    { schema: { tags, summary: 'Removes the alias', params, response: { 204: Nothing } } },
    async ({ params: { address } }, reply) => {
      await removeDelegatedAlias({ pool, announce }, address);
      return reply.code(204).send(null);
    },
  );
}
