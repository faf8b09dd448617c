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

/** Lets an account, or those in a group, send in the name of an address from the commit on. Throws invalid, not-found, limit-reached. */
export async function delegate(store: Store, wanted: NewDelegation): Promise<void> {
  await change(store, (tx) => putDelegation(tx, wanted));
}

/** Ends that. Throws not-found. */
export async function undelegate(store: Store, address: string, to: string): Promise<void> {
  await change(store, (tx) => removeDelegation(tx, address, to));
}

/** Removes an alias, with who may send as it. Throws invalid, not-found. */
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

/** What these accounts write as is what was delegated to them. Returns those for whom something changed. @param accountIds in their order */
export async function settleDelegates(tx: Transaction, accountIds: readonly number[]): Promise<number[]> {
  const changed: number[] = [];
  for (const accountId of accountIds) {
    const read = () => readDelegated(tx, accountId, MAX_IDENTITIES);
    if (await settleDelegatedIdentities(tx, accountId, read)) changed.push(accountId);
  }
  return changed;
}

/** Their programs look at their identities. */
export function notifyDelegates(store: Pick<MailboxStore, 'announce'>, accountIds: readonly number[]): void {
  for (const accountId of accountIds) store.announce({ accountId, modseq: 0, mailboxIds: [] });
}
