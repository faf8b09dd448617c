import { type Transaction, transaction } from '@postroom/database';
import { isGroupId } from '@postroom/types';
import { beginChange, saveAccounts } from '../account/account-state.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import type { MailboxStore } from '../store.ts';
import { type Grants, grantRights } from './grant.ts';
import { holdGroups } from './group-shares.ts';
import type { ChangedGrant } from './settle.ts';

/**
 * Changes the rights of accounts and groups in a mailbox; they take effect with the commit. Those that are not named keep their rights,
 * unless `whole`. Throws no-permission, mailbox-not-found, invalid, limit-reached, and not-found for a group that does not exist.
 * @param note gets the changes, in the same transaction
 */
export async function shareMailbox(
  store: MailboxStore,
  mailbox: MailboxRef,
  grants: Grants,
  whole: boolean,
  note: (tx: Transaction, changed: readonly ChangedGrant[]) => Promise<void>,
): Promise<void> {
  const { accountId, mailboxId } = mailbox;
  const groups = [...grants].flatMap(([id, rights]) => (rights && isGroupId(id) ? [id] : []));
  const { modseq, changed } = await transaction(store.pool, async (tx) => {
    await holdGroups(tx, groups);
    const state = await beginChange(tx, accountId);
    const changed = await grantRights(tx, state, mailbox, grants, whole);
    if (changed) {
      await saveAccounts(tx, [state]);
      await note(tx, changed);
    }
    return { modseq: state.modseq, changed };
  });
  if (!changed) return;
  store.announce({ accountId, modseq, mailboxIds: [mailboxId] });
  notifyOthers(
    store,
    changed.map(({ granteeId }) => granteeId),
  );
}

/** Tells accounts that what they see of others' mail has changed. */
export function notifyOthers(store: Pick<MailboxStore, 'announce'>, accountIds: readonly number[]): void {
  for (const accountId of accountIds) store.announce({ accountId, modseq: 0, mailboxIds: [] });
}
