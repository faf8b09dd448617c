import { transaction } from '@postroom/database';
import {
  findAccount,
  HARD_TO_GUESS,
  insertAccount,
  isEasilyGuessed,
  listAccounts,
  makeScramKeys,
  setPassword,
  setQuota,
} from '@postroom/directory';
import { provisionAccount } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import {
  Account,
  Address,
  After,
  DisplayName,
  DomainName,
  Limit,
  Next,
  Nothing,
  Password,
  pageOf,
  QuotaBytes,
} from './schemas.ts';

const Force = Type.Optional(Type.Boolean({ description: 'Accept a password that is easily guessed.' }));
const params = Type.Object({ address: Address });
const tags = ['accounts'];

export function accountRoutes(app: HttpApp, { pool, announcer, logins, keysMissing }: AdminContext): void {
  app.get(
    '/accounts',
    {
      schema: {
        tags,
        summary: 'Lists accounts by address',
        querystring: Type.Object(
          { domain: Type.Optional(DomainName), after: Type.Optional(After), limit: Limit },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ accounts: Type.Array(Account), next: Next }) },
      },
    },
    async ({ query: { limit, ...filter } }) => {
      const found = await listAccounts(pool, { ...filter, limit: limit + 1 });
      const { rows, next } = pageOf(found, limit, ({ address }) => address);
      return { accounts: rows, next };
    },
  );

  app.get(
    '/accounts/:address',
    { schema: { tags, summary: 'One account', params, response: { 200: Account } } },
    async ({ params: { address } }) => findAccount(pool, address),
  );

  app.post(
    '/accounts',
    {
      schema: {
        tags,
        summary: 'Creates an account with INBOX and the usual mailboxes',
        body: Type.Object(
          {
            address: Address,
            password: Password,
            force: Force,
            displayName: Type.Optional(DisplayName),
            quotaBytes: Type.Optional(QuotaBytes),
          },
          { additionalProperties: false },
        ),
        response: { 201: Account },
      },
    },
    async ({ body }, reply) => {
      requireHardToGuess(body);
      const account = await transaction(pool, async (tx) => {
        await provisionAccount(tx, await insertAccount(tx, body));
        return findAccount(tx, body.address);
      });
      if (keysMissing) await makeScramKeys(pool, account.address, body.password, keysMissing);
      return reply.code(201).send(account);
    },
  );

  app.put(
    '/accounts/:address/password',
    {
      schema: {
        tags,
        summary: 'Changes the password of the account and ends its sessions',
        params,
        body: Type.Object({ password: Password, force: Force }, { additionalProperties: false }),
        response: { 204: Nothing },
      },
    },
    async ({ params: { address }, body }, reply) => {
      requireHardToGuess(body);
      logins.loginsChanged(await setPassword(pool, address, body.password));
      if (keysMissing) await makeScramKeys(pool, address, body.password, keysMissing);
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/accounts/:address/quota',
    {
      schema: {
        tags,
        summary: 'Sets the quota of the account',
        params,
        body: Type.Object({ quotaBytes: QuotaBytes }, { additionalProperties: false }),
        response: { 200: Account },
      },
    },
    async ({ params: { address }, body }) => {
      await setQuota(pool, address, body.quotaBytes);
      const account = await findAccount(pool, address);
      announcer.announce({ accountId: account.id, modseq: 0, mailboxIds: [] });
      return account;
    },
  );
}

function requireHardToGuess({ password, force }: { password: string; force?: boolean }): void {
  if (force || !isEasilyGuessed(password)) return;
  throw new MailError(
    'invalid',
    `The password is easily guessed. It needs ${HARD_TO_GUESS}; --force (API: force) accepts it anyway`,
  );
}
