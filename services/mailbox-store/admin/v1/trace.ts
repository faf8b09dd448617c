import { findRefusals, traceMail } from '@postroom/transit';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { DeliveryState } from './queue.ts';
import { Query, Time } from './schemas.ts';

const Trace = Type.Object({
  mailId: Type.String(),
  messageId: Type.String(),
  reversePath: Type.String(),
  source: Type.String({ description: 'mx, submission or generated.' }),
  size: Type.Integer(),
  acceptedAt: Time,
  traceId: Type.Union([Type.String(), Type.Null()], { description: 'The id of its trace in OpenTelemetry.' }),
  deliveries: Type.Array(
    Type.Object({
      id: Type.String(),
      recipient: Type.String(),
      originalRecipient: Type.String(),
      state: DeliveryState,
    }),
  ),
  steps: Type.Array(
    Type.Object({
      at: Time,
      kind: Type.String({ description: 'accepted, attempted, deferred, filed, relayed, failed, bounced, …' }),
      recipient: Type.Union([Type.String(), Type.Null()]),
      detail: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
  isCut: Type.Boolean({
    description: 'Whether older steps or some recipients are left out because there are too many.',
  }),
});

const Maybe = Type.Union([Type.String(), Type.Null()]);
const Refusal = Type.Object({
  at: Time,
  service: Type.String(),
  kind: Type.String({ description: 'login, sender, recipient or message; flood: one entry that counts many.' }),
  client: Type.String({ description: 'The IP address of the client, or the network of a flood.' }),
  helo: Maybe,
  login: Maybe,
  sender: Maybe,
  recipient: Maybe,
  mailId: Maybe,
  reply: Type.String({ description: 'The reply to the client.' }),
  count: Type.Integer(),
});

export function traceRoutes(app: HttpApp, { pool }: AdminContext): void {
  app.get(
    '/trace',
    {
      schema: {
        tags: ['trace'],
        summary: 'Returns the traces of messages and refusals, newest first',
        querystring: Type.Object(
          { query: Query, limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ mails: Type.Array(Trace), refusals: Type.Array(Refusal) }) },
      },
    },
    async ({ query: { query, limit } }) => ({
      mails: await traceMail(pool, query, limit),
      refusals: await findRefusals(pool, query.trim(), limit),
    }),
  );
}
