import {
  findAccount,
  findScope,
  listSendingHolds,
  NO_SENDING_LIMITS,
  putSendingLimits,
  readSendingLimits,
  releaseSending,
} from '@postroom/directory';
import { releaseMailOf } from '@postroom/transit';
import { MailError } from '@postroom/types';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Address, Time } from './schemas.ts';

const MAX_HOLDS = 1_000;
const Scope = Type.String({
  minLength: 1,
  maxLength: 320,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
  description: 'An account, or one of our domains for all its accounts together.',
});
const Limit = Type.Union([Type.Integer({ minimum: 0, maximum: 10_000_000 }), Type.Null()], {
  description: '0: no limit; null: as set for the platform.',
});
const Limits = Type.Object(
  { messagesPerHour: Limit, messagesPerDay: Limit, recipientsPerHour: Limit, recipientsPerDay: Limit },
  { additionalProperties: false },
);
const Hold = Type.Object({ address: Type.String(), heldAt: Time, reason: Type.String() });
const querystring = Type.Object({ scope: Scope }, { additionalProperties: false });
const tags = ['sending'];

export function sendingRoutes(app: HttpApp, { pool, sent, sweep, log }: AdminContext): void {
  app.get(
    '/sending/limits',
    {
      schema: {
        tags,
        summary: 'Returns the sending limits of an account or a domain that differ from the platform',
        querystring,
        response: { 200: Limits },
      },
    },
    async ({ query: { scope } }) => readSendingLimits(pool, await findScope(pool, scope)),
  );

  app.put(
    '/sending/limits',
    {
      schema: {
        tags,
        summary: 'Replaces the sending limits of an account or a domain',
        querystring,
        body: Limits,
        response: { 200: Limits },
      },
    },
    async ({ query: { scope }, body }) => {
      const found = await findScope(pool, scope);
      await putSendingLimits(pool, found, body);
      return readSendingLimits(pool, found);
    },
  );

  app.get(
    '/sending/held',
    {
      schema: {
        tags,
        summary: `Lists accounts that exceeded a daily limit and are blocked from sending until they are released, at most ${MAX_HOLDS}`,
        response: { 200: Type.Object({ held: Type.Array(Hold) }) },
      },
    },
    async () => ({ held: await listSendingHolds(pool, MAX_HOLDS) }),
  );

  app.post(
    '/sending/held/:address/release',
    {
      schema: {
        tags,
        summary: 'Lets an account send again, releases its waiting mail and resets its counts',
        params: Type.Object({ address: Address }),
        response: {
          200: Type.Object({ deliveries: Type.Integer({ description: 'The number of released deliveries.' }) }),
        },
      },
    },
    async ({ params: { address } }) => {
      const { id, status } = await findAccount(pool, address);
      if (!(await releaseSending(pool, id))) throw new MailError('not-found', `${address} is not blocked from sending`);
      await sent.forget(
        id,
        Object.keys(NO_SENDING_LIMITS).map((of) => ({ of, party: String(id) })),
      );
      if (status === 'suspended') return { deliveries: 0 };
      const deliveries = await releaseMailOf(pool, id);
      // If the queue cannot be told, the regular sweep finds the deliveries.
      await sweep({ again: true }).catch((err: unknown) =>
        log.warn({ err }, 'released mail is sent late: Redis could not be notified'),
      );
      return { deliveries };
    },
  );
}
