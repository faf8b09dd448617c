import { transaction } from '@postroom/database';
import { provisionAccount } from '@postroom/mailbox';
import type { WorkerContext } from '../context.ts';
import { type Bench, makeAccount, openBench } from '../remote/testing.ts';

export interface Filing extends Omit<Bench, 'context'> {
  /** What fileBatch needs. */
  readonly context: WorkerContext;
  /** Ids of the accounts, in the order of their addresses. */
  readonly accounts: readonly number[];
}

/** Where mail is filed, for accounts with mailboxes. */
export async function openFiling(addresses: readonly string[]): Promise<Filing> {
  const bench = await openBench({});
  const accounts: number[] = [];
  for (const address of addresses) {
    const id = await makeAccount(bench.pool, address);
    await transaction(bench.pool, (tx) => provisionAccount(tx, id));
    accounts.push(id);
  }
  return { ...bench, context: bench.context({}) as unknown as WorkerContext, accounts };
}
