import { type Pool, type Transaction, transaction } from '@postroom/database';
import { addMember, deleteGroup, type Group, lockGroup, removeMember } from '@postroom/directory';
import { dropGroupShares, followMembers, type MailboxStore, notifyOthers } from '@postroom/mailbox';
import { noteGrants } from '@postroom/sending';
import { notifyDelegates, settleDelegates } from './delegate.ts';

/** What telling those concerned needs. */
interface Store extends Pick<MailboxStore, 'announce'> {
  readonly pool: Pool;
}

/**
 * Puts an account into a group: from the commit on it may do what the group may. Nothing happens where it is in it. Throws not-found,
 * limit-reached, invalid for one of another domain.
 * @param anyDomain people share with all domains
 */
export async function enterGroup(store: Store, group: string, address: string, anyDomain: boolean): Promise<void> {
  await change(store, group, async (tx, locked) => {
    const id = await addMember(tx, locked, address, anyDomain);
    if (id === null) return { changed: [], owners: [], members: [] };
    return { changed: await followMembers(tx, locked.id, [id]), owners: [], members: [id] };
  });
}

/** Takes an account out of a group: from the commit on it has what it was given itself, and by other groups. Throws not-found. */
export async function leaveGroup(store: Store, group: string, address: string): Promise<void> {
  await change(store, group, async (tx, locked) => {
    const id = await removeMember(tx, locked, address);
    return { changed: await followMembers(tx, locked.id, [id]), owners: [], members: [id] };
  });
}

/** Removes a group, and what was shared with it. Throws not-found. */
export async function removeGroup(store: Store, address: string): Promise<void> {
  await change(store, address, async (tx, group) => {
    const members = await deleteGroup(tx, group);
    return { ...(await dropGroupShares(tx, group.id, members)), members };
  });
}

/** With who was in it, or is now. */
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
    // RFC 9670 3: it is by the group that they have other rights; whoever has changed it has no account here.
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
