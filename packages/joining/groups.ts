import { type Pool, type Transaction, transaction } from '@postroom/database';
import { addMember, deleteGroup, type Group, lockGroup, removeMember } from '@postroom/directory';
import { dropGroupShares, followMembers, type MailboxStore, notifyOthers } from '@postroom/mailbox';
import { noteGrants } from '@postroom/sending';
import { notifyDelegates, settleDelegates } from './delegate.ts';

/** What is needed to announce changes. */
interface Store extends Pick<MailboxStore, 'announce'> {
  readonly pool: Pool;
}

/**
 * Adds an account to a group. From the commit on it has the group's rights. Does nothing if it is already a member. Throws not-found,
 * limit-reached, invalid (an account of another domain).
 * @param anyDomain accounts of other domains are allowed
 */
export async function enterGroup(store: Store, group: string, address: string, anyDomain: boolean): Promise<void> {
  await change(store, group, async (tx, locked) => {
    const id = await addMember(tx, locked, address, anyDomain);
    if (id === null) return { changed: [], owners: [], members: [] };
    return { changed: await followMembers(tx, locked.id, [id]), owners: [], members: [id] };
  });
}

/** Removes an account from a group. From the commit on it has only its own rights and those of its other groups. Throws not-found. */
export async function leaveGroup(store: Store, group: string, address: string): Promise<void> {
  await change(store, group, async (tx, locked) => {
    const id = await removeMember(tx, locked, address);
    return { changed: await followMembers(tx, locked.id, [id]), owners: [], members: [id] };
  });
}

/** Removes a group and everything shared with it. Throws not-found. */
export async function removeGroup(store: Store, address: string): Promise<void> {
  await change(store, address, async (tx, group) => {
    const members = await deleteGroup(tx, group);
    return { ...(await dropGroupShares(tx, group.id, members)), members };
  });
}

/** With the ids of accounts that were or became members. */
type Followed = Awaited<ReturnType<typeof dropGroupShares>> & { readonly members: readonly number[] };

async function change(
  store: Store,
  address: string,
  run: (tx: Transaction, group: Group) => Promise<Followed>,
): Promise<void> {
  const { owners, changed, delegates } = await transaction(store.pool, async (tx) => {
    const group = await lockGroup(tx, address);
    const followed = await run(tx, group);
    const { id: accountId, address: email, displayName } = group;
    // RFC 9670 3: the group is named as the one who changed the rights, because the operator who did it has no account here.
    const delegates = await settleDelegates(
      tx,
      followed.members.toSorted((one, other) => one - other),
    );
    await noteGrants(tx, { accountId, name: displayName || email, email }, followed.changed);
    return { ...followed, delegates };
  });
  for (const { accountId, modseq } of owners) store.announce({ accountId, modseq, mailboxIds: [] });
  notifyDelegates(store, delegates);
  notifyOthers(store, [...new Set(changed.map(({ granteeId }) => granteeId))]);
}
