import { type Pool, type Transaction, transaction } from '@postroom/database';
import {
  accountsOf,
  type Delegate,
  delegatesOf,
  type NewDelegation,
  putDelegation,
  readDelegated,
  removeAlias,
  removeDelegation,
} from '@postroom/directory';
import type { MailboxStore } from '@postroom/mailbox';
import { MAX_IDENTITIES, settleDelegatedIdentities } from '@postroom/sending';

interface Store extends Pick<MailboxStore, 'announce'> {
  readonly pool: Pool;
}

/** Delegates an address to an account or a group. Takes effect with the commit. Throws invalid, not-found, limit-reached. */
export async function delegate(store: Store, wanted: NewDelegation): Promise<void> {
  await change(store, (tx) => putDelegation(tx, wanted));
}

/** Ends a delegation. Throws not-found. */
export async function undelegate(store: Store, address: string, to: string): Promise<void> {
  await change(store, (tx) => removeDelegation(tx, address, to));
}

/** Removes an alias together with its delegations. Throws invalid, not-found. */
export async function removeDelegatedAlias(store: Store, address: string): Promise<void> {
  const changed = await transaction(store.pool, async (tx) => {
    const delegates = await delegatesOf(tx, address);
    await removeAlias(tx, address);
    return settleDelegates(tx, delegates);
  });
  notifyDelegates(store, changed);
}

async function change(store: Store, run: (tx: Transaction) => Promise<Delegate>): Promise<void> {
  const changed = await transaction(store.pool, async (tx) => settleDelegates(tx, await accountsOf(tx, await run(tx))));
  notifyDelegates(store, changed);
}

/** Brings the identities of accounts in line with their delegations. Returns the accounts that changed. @param accountIds in ascending order */
export async function settleDelegates(tx: Transaction, accountIds: readonly number[]): Promise<number[]> {
  const changed: number[] = [];
  for (const accountId of accountIds) {
    const read = () => readDelegated(tx, accountId, MAX_IDENTITIES);
    if (await settleDelegatedIdentities(tx, accountId, read)) changed.push(accountId);
  }
  return changed;
}

/** Announces changed accounts, so that their programs look at their identities again. */
export function notifyDelegates(store: Pick<MailboxStore, 'announce'>, accountIds: readonly number[]): void {
  for (const accountId of accountIds) store.announce({ accountId, modseq: 0, mailboxIds: [] });
}
