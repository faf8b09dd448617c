import { type Pool, transaction } from '@postroom/database';
import { testDatabase } from '@postroom/testkit';
import { insertAccount } from './accounts.ts';
import type { ResolveOptions } from './resolution.ts';
import { resolveRecipient } from './resolve-recipient.ts';

/** An empty directory in a database of its own, with helpers for its tests. */
export interface DirectoryFixture extends AsyncDisposable {
  readonly pool: Pool;
  /** Creates an account with the password `secret`; returns its id. */
  account(address: string): Promise<number>;
  /** Returns where mail for an address goes: account ids and addresses elsewhere, or the kind of resolution when it goes nowhere. */
  reached(address: string, options?: ResolveOptions): Promise<unknown>;
}

export async function openDirectoryFixture(): Promise<DirectoryFixture> {
  const database = await testDatabase();
  const { pool } = database;
  return {
    pool,
    account: (address) =>
      transaction(pool, async (tx) => {
        const id = await insertAccount(tx, { address, password: 'secret' });
        await tx.query('insert into account_state (account_id) values ($1)', [id]);
        return id;
      }),
    async reached(address, options) {
      const found = await resolveRecipient(pool, address, options);
      if (found.kind !== 'targets') return found.kind;
      return found.targets.map((target) => (target.kind === 'account' ? target.accountId : target.address)).sort();
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
