import { findAccount } from '@postroom/directory';
import {
  cancelQueued,
  countMatching,
  listQueue,
  operateOnMany,
  retryAll,
  retryNow,
  showQueued,
} from '@postroom/transit';
import { MailError } from '@postroom/types';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Address, DomainName, Id, Limit, Next, Time, text } from './schemas.ts';

const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const DeliveryState = Type.Enum(['queued', 'delivered', 'relayed', 'failed', 'cancelled', 'quarantined']);

const Delivery = Type.Object({
  id: Type.String(),
  mailId: Type.String(),
  state: DeliveryState,
  reversePath: Type.String({ description: 'Empty for bounces and reports.' }),
  recipient: Type.String(),
  destination: orNull(Type.String({ description: 'The destination domain; null: a mailbox on this platform.' })),
  size: Type.Integer(),
  attempts: Type.Integer(),
  acceptedAt: Time,
  nextAttemptAt: Time,
  lastHost: orNull(Type.String()),
  lastReply: orNull(Type.String()),
  held: Type.Boolean({ description: 'Held by an operator until it is released.' }),
});
const Count = Type.Object({ count: Type.Integer({ description: 'The number of affected deliveries.' }) });
const Action = Type.Enum(['retry', 'cancel', 'hold', 'release']);
const Filter = Type.Object(
  {
    sender: Type.Optional(text(320, 'An address, @domain, or <>.')),
    destination: Type.Optional(DomainName),
    olderThanSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 1e9 })),
    reason: Type.Optional(text(200, 'A part of the last reply.')),
  },
  { additionalProperties: false },
);
/** More filters, which only the list has. */
const Listed = {
  /** The account of the recipient or of the sender. */
  account: Type.Optional(Address),
  state: Type.Optional(
    Type.Enum(['new', 'deferred', 'held'], { description: 'Not tried yet, tried and deferred, or held.' }),
  ),
};
const params = Type.Object({ id: Id });
const tags = ['queue'];

export function queueRoutes(app: HttpApp, { pool, sweep, log }: AdminContext): void {
  app.get(
    '/queue',
    {
      schema: {
        tags,
        summary: 'Lists waiting deliveries, oldest first',
        description:
          'A page examines 10,000 deliveries: when few of them match it has fewer entries than the limit, or none, and `next` still tells where to continue.',
        querystring: Type.Object(
          { ...Filter.properties, ...Listed, after: Type.Optional(Id), limit: Limit },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ deliveries: Type.Array(Delivery), next: Next }) },
      },
    },
    async ({ query: { limit, after, account, ...filter } }) => {
      const accountId = account === undefined ? undefined : (await findAccount(pool, account)).id;
      return listQueue(pool, { ...filter, ...(accountId !== undefined && { accountId }) }, { after, limit });
    },
  );

  app.get(
    '/queue/:id',
    {
      schema: {
        tags,
        summary: 'Returns all deliveries of a message, including finished ones',
        params,
        response: { 200: Type.Object({ deliveries: Type.Array(Delivery) }) },
      },
    },
    async ({ params: { id } }) => ({ deliveries: await showQueued(pool, id) }),
  );

  const many = { action: Action, filter: Filter };
  app.post(
    '/queue/count',
    {
      schema: {
        tags,
        summary: 'Counts the deliveries that an action would affect',
        body: Type.Object(many, { additionalProperties: false }),
        response: { 200: Count },
      },
    },
    async ({ body: { action, filter } }) => ({ count: await countMatching(pool, action, filter) }),
  );

  app.post(
    '/queue/operate',
    {
      schema: {
        tags,
        summary: 'Retries, cancels, holds or releases matching deliveries, a thousand at a time',
        body: Type.Object({ ...many, after: Type.Optional(Id) }, { additionalProperties: false }),
        response: { 200: Type.Object({ ...Count.properties, next: Next }) },
      },
    },
    async ({ body: { action, filter, after } }) => {
      const done = await operateOnMany(pool, action, filter, after ?? null);
      if (done.count > 0 && (action === 'retry' || action === 'release')) await notifyQueue();
      return done;
    },
  );

  app.post(
    '/queue/retry',
    { schema: { tags, summary: 'Tries all waiting deliveries now', response: { 200: Count } } },
    async () => {
      const count = await retryAll(pool);
      await notifyQueue();
      return { count };
    },
  );

  app.post(
    '/queue/:id/retry',
    { schema: { tags, summary: 'Tries a message or one delivery now', params, response: { 200: Count } } },
    async ({ params: { id } }) => {
      const count = await retryNow(pool, id);
      if (count === 0) throw new MailError('not-found', `No queued mail or delivery has the id ${id}`);
      await notifyQueue();
      return { count };
    },
  );

  app.post(
    '/queue/:id/cancel',
    {
      schema: { tags, summary: 'Cancels a message or one delivery without a bounce', params, response: { 200: Count } },
    },
    async ({ params: { id } }) => ({ count: await cancelQueued(pool, id) }),
  );

  /** Tells the queue that something is due. If that fails, the regular sweep finds it. */
  async function notifyQueue(): Promise<void> {
    await sweep({ again: true }).catch((error: unknown) =>
      log.warn({ err: error }, 'mail is retried late: Redis could not be notified'),
    );
  }
}
