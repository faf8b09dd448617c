import { listDelegations } from '@postroom/directory';
import { delegate, undelegate } from '@postroom/joining';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Address, Limit, Next, Nothing, NumberAfter, pageOf, Time } from './schemas.ts';

const Mode = Type.Enum(['send-as', 'send-on-behalf']);
const Delegation = Type.Object({
  id: Type.Integer(),
  address: Type.String(),
  to: Type.String(),
  isGroup: Type.Boolean(),
  mode: Mode,
  createdAt: Time,
});
const Pair = { address: Address, to: Address };
const tags = ['delegations'];

export function delegationRoutes(app: HttpApp, { pool, announcer: { announce } }: AdminContext): void {
  const store = { pool, announce };

  app.get(
    '/delegations',
    {
      schema: {
        tags,
        summary: 'Lists who may send with an address of somebody else',
        querystring: Type.Object(
          {
            address: Type.Optional(Address),
            to: Type.Optional(Address),
            after: Type.Optional(NumberAfter),
            limit: Limit,
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ delegations: Type.Array(Delegation), next: Next }) },
      },
    },
    async ({ query: { address, to, after, limit } }) => {
      const filter = { ...(address !== undefined && { address }), ...(to !== undefined && { to }) };
      const found = await listDelegations(pool, { ...filter, after: Number(after ?? 0), limit: limit + 1 });
      const { rows, next } = pageOf(found, limit, ({ id }) => String(id));
      return { delegations: rows, next };
    },
  );

  app.put(
    '/delegations',
    {
      schema: {
        tags,
        summary: 'Lets an account, or the members of a group, send as an address or on behalf of it',
        body: Type.Object({ ...Pair, mode: Mode }, { additionalProperties: false }),
        response: { 204: Nothing },
      },
    },
    async ({ body }, reply) => {
      await delegate(store, body);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/delegations',
    {
      schema: {
        tags,
        summary: 'Revokes a delegation; it takes effect at once',
        querystring: Type.Object(Pair, { additionalProperties: false }),
        response: { 204: Nothing },
      },
    },
    async ({ query: { address, to } }, reply) => {
      await undelegate(store, address, to);
      return reply.code(204).send(null);
    },
  );
}
