import { transaction } from '@postroom/database';
import { provisionAccount } from '@postroom/mailbox';
import type { WorkerContext } from '../context.ts';
import { type Bench, makeAccount, openBench } from '../remote/testing.ts';

export interface Filing extends Omit<Bench, 'context'> {
  /** The context for fileBatch. */
  readonly context: WorkerContext;
  /** The ids of the accounts, in the order of the given addresses. */
  readonly accounts: readonly number[];
}

/** Makes a bench for filing, with accounts that have mailboxes. */
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
