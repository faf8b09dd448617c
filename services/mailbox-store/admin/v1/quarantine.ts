import { findAccount } from '@postroom/directory';
import { deleteQuarantined, findQuarantined, listQuarantine, releaseQuarantined } from '@postroom/transit';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Address, DomainName, Id, Limit, Next, Nothing, Time } from './schemas.ts';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const Quarantined = Type.Object({
  id: Type.String({ description: 'Of the delivery: of each recipient there is one.' }),
  mailId: Type.String(),
  recipient: Type.String(),
  originalRecipient: Type.String({ description: 'As the client named it.' }),
  reversePath: Type.String({ description: 'Empty for reports.' }),
  from: Type.String({ description: 'The field in its header.' }),
  subject: Type.String(),
  messageId: Type.String(),
  size: Type.Integer(),
  clientAddress: orNull(Type.String()),
  acceptedAt: Time,
  reason: Type.String(),
  isDangerous: Type.Boolean({ description: 'Its recipient cannot release it.' }),
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
          'With a domain a page looks at 10,000 deliveries: it may have fewer than the limit, or none, and `next` says behind which one to go on all the same.',
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
    { schema: { tags, summary: 'One of them', params, response: { 200: Quarantined } } },
    ({ params: { id } }) => findQuarantined(pool, id),
  );

  app.post(
    '/quarantine/:id/release',
    { schema: { tags, summary: 'Delivers it to its recipient', params, response: { 204: Nothing } } },
    async ({ params: { id } }, reply) => {
      await releaseQuarantined(pool, id, BY);
      // If the queue cannot be told, the regular sweep finds the deliveries.
      await sweep({ again: true }).catch((err: unknown) => log.warn({ err }, 'release: the queue was not told'));
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/quarantine/:id',
    { schema: { tags, summary: 'Drops it; nobody is told', params, response: { 204: Nothing } } },
    async ({ params: { id } }, reply) => {
      await deleteQuarantined(pool, id, BY);
      return reply.code(204).send(null);
    },
  );
}
