import {
  APP_SCOPES,
  findAccount,
  listAppPasswords,
  MAX_NETWORKS,
  makeAppPassword,
  revokeAppPassword,
} from '@postroom/directory';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Address, Nothing, NumberId, Time } from './schemas.ts';

const Scope = Type.Enum([...APP_SCOPES]);
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const AppPassword = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  selector: Type.String({ description: 'Its first characters.' }),
  scopes: Type.Array(Scope),
  networks: Type.Array(Type.String(), {
    description: 'The networks from which it may be used; empty: from everywhere.',
  }),
  createdAt: Time,
  endsAt: orNull(Time),
  usedAt: orNull(Time),
  usedFrom: orNull(Type.String()),
  usedFor: orNull(Scope),
});
const params = Type.Object({ address: Address });
const tags = ['accounts'];

export function appPasswordRoutes(app: HttpApp, { pool, logins }: AdminContext): void {
  app.get(
    '/accounts/:address/app-passwords',
    {
      schema: {
        tags,
        summary: 'Lists the app passwords of the account',
        params,
        response: { 200: Type.Object({ appPasswords: Type.Array(AppPassword) }) },
      },
    },
    async ({ params: { address } }) => ({
      appPasswords: await listAppPasswords(pool, (await findAccount(pool, address)).id),
    }),
  );

  app.post(
    '/accounts/:address/app-passwords',
    {
      schema: {
        tags,
        summary: 'Creates an app password; it is shown only in this response',
        params,
        body: Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f\\u007f]*$' }),
            scopes: Type.Array(Scope, { minItems: 1, maxItems: APP_SCOPES.length }),
            networks: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: MAX_NETWORKS })),
            days: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: 3_650,
                description: 'How long it is valid; without this it does not expire.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 201: Type.Intersect([AppPassword, Type.Object({ password: Type.String() })]) },
      },
    },
    async ({ params: { address }, body: { days, ...wanted } }, reply) => {
      const { id } = await findAccount(pool, address);
      const endsAt = days === undefined ? null : new Date(Date.now() + days * 86_400_000);
      return reply.code(201).send(await makeAppPassword(pool, id, { ...wanted, endsAt }));
    },
  );

  app.delete(
    '/accounts/:address/app-passwords/:id',
    {
      schema: {
        tags,
        summary: 'Revokes an app password and ends the sessions that use it',
        params: Type.Object({ address: Address, id: NumberId }),
        response: { 204: Nothing },
      },
    },
    async ({ params: { address, id } }, reply) => {
      const account = await findAccount(pool, address);
      await revokeAppPassword(pool, account.id, Number(id));
      logins.loginsChanged(account.id);
      return reply.code(204).send(null);
    },
  );
}
