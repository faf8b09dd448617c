import { listInvitations, makeInvitation, revokeInvitation } from '@postroom/directory';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { DomainName, Limit, Next, Nothing, NumberAfter, NumberId, pageOf, Time } from './schemas.ts';

const Invitation = Type.Object({
  id: Type.Integer(),
  domain: Type.String(),
  note: Type.String(),
  uses: Type.Integer({ description: 'How many people may join with it.' }),
  used: Type.Integer({ description: 'How many have joined with it.' }),
  createdAt: Time,
  expiresAt: Time,
});
const tags = ['joining'];

export function invitationRoutes(app: HttpApp, { pool }: AdminContext): void {
  app.get(
    '/invitations',
    {
      schema: {
        tags,
        summary: 'Lists invitations without their codes, oldest first',
        querystring: Type.Object(
          { domain: Type.Optional(DomainName), after: Type.Optional(NumberAfter), limit: Limit },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ invitations: Type.Array(Invitation), next: Next }) },
      },
    },
    async ({ query: { limit, after, ...filter } }) => {
      const found = await listInvitations(pool, { ...filter, after: Number(after ?? 0), limit: limit + 1 });
      const { rows, next } = pageOf(found, limit, ({ id }) => String(id));
      return { invitations: rows, next };
    },
  );

  app.post(
    '/invitations',
    {
      schema: {
        tags,
        summary: 'Creates an invitation; its code is shown only in this response',
        body: Type.Object(
          {
            domain: DomainName,
            uses: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
            days: Type.Number({ exclusiveMinimum: 0, maximum: 3_650, default: 30 }),
            note: Type.String({ default: '', maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$' }),
          },
          { additionalProperties: false },
        ),
        response: { 201: Type.Object({ ...Invitation.properties, code: Type.String() }) },
      },
    },
    async ({ body }, reply) => reply.code(201).send(await makeInvitation(pool, body)),
  );

  app.delete(
    '/invitations/:id',
    {
      schema: {
        tags,
        summary: 'Revokes an invitation; those who joined with it stay',
        params: Type.Object({ id: NumberId }),
        response: { 204: Nothing },
      },
    },
    async ({ params: { id } }, reply) => {
      await revokeInvitation(pool, Number(id));
      return reply.code(204).send(null);
    },
  );
}
