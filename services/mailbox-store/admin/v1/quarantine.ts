import { findAccount } from '@postroom/directory';
import { deleteQuarantined, findQuarantined, listQuarantine, releaseQuarantined } from '@postroom/transit';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Address, DomainName, Id, Limit, Next, Nothing, Time } from './schemas.ts';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const Quarantined = Type.Object({
  id: Type.String({ description: 'The id of the delivery; each recipient has its own.' }),
  mailId: Type.String(),
  recipient: Type.String(),
  originalRecipient: Type.String({ description: 'As the client wrote it.' }),
  reversePath: Type.String({ description: 'Empty for bounces and reports.' }),
  from: Type.String({ description: 'From its header.' }),
  subject: Type.String(),
  messageId: Type.String(),
  size: Type.Integer(),
  clientAddress: orNull(Type.String()),
  acceptedAt: Time,
  reason: Type.String(),
  isDangerous: Type.Boolean({ description: 'Whether only an operator can release it.' }),
});
const params = Type.Object({ id: Id });
const tags = ['quarantine'];
const BY = { by: 'an operator' };

export function quarantineRoutes(app: HttpApp, { pool, sweep, log }: AdminContext): void {
  app.get(
    '/quarantine',
    {
      schema: {
        tags,
        summary: 'Mail in quarantine, newest first',
        description:
          'With a domain, a page examines 10,000 deliveries: it may have fewer entries than the limit, or none, and `next` still tells where to continue.',
        querystring: Type.Object(
          {
            account: Type.Optional(Address),
            domain: Type.Optional(DomainName),
            after: Type.Optional(Id),
            limit: Limit,
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ quarantined: Type.Array(Quarantined), next: Next }) },
      },
    },
    async ({ query: { limit, after, account, domain } }) => {
      const accountId = account === undefined ? undefined : (await findAccount(pool, account)).id;
      const filter = { ...(accountId !== undefined && { accountId }), ...(domain !== undefined && { domain }) };
      return listQuarantine(pool, filter, { after, limit });
    },
  );

  app.get(
    '/quarantine/:id',
    { schema: { tags, summary: 'Returns one message in quarantine', params, response: { 200: Quarantined } } },
    ({ params: { id } }) => findQuarantined(pool, id),
  );

  app.post(
    '/quarantine/:id/release',
    { schema: { tags, summary: 'Releases the message to its recipient', params, response: { 204: Nothing } } },
    async ({ params: { id } }, reply) => {
      await releaseQuarantined(pool, id, BY);
      // If the queue cannot be told, the regular sweep finds the deliveries.
      await sweep({ again: true }).catch((err: unknown) =>
        log.warn({ err }, 'released mail is delivered late: Redis could not be notified'),
      );
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/quarantine/:id',
    { schema: { tags, summary: 'Deletes the message without notifying anybody', params, response: { 204: Nothing } } },
    async ({ params: { id } }, reply) => {
      await deleteQuarantined(pool, id, BY);
      return reply.code(204).send(null);
    },
  );
}
