import { type Transaction, transaction } from '@postroom/database';
import { isGroupId } from '@postroom/types';
import { beginChange, saveAccounts } from '../account/account-state.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import type { MailboxStore } from '../store.ts';
import { type Grants, grantRights } from './grant.ts';
import { holdGroups } from './group-shares.ts';
import type { ChangedGrant } from './settle.ts';

/**
 * Gives accounts and groups rights in a mailbox and takes them away; from the commit on nobody has what he lost. Those who are not named keep
 * theirs, unless `whole`. Throws no-permission, mailbox-not-found, invalid, limit-reached,
 * and not-found for a group that is gone.
 * @param note what became of whom, in the same transaction
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

/** What these accounts see of others' mail is not what it was. */
export function notifyOthers(store: Pick<MailboxStore, 'announce'>, accountIds: readonly number[]): void {
  for (const accountId of accountIds) store.announce({ accountId, modseq: 0, mailboxIds: [] });
}
