import { type Transaction, transaction } from '@postroom/database';
import { beginChange, saveAccounts } from '../account/account-state.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import type { MailboxStore } from '../store.ts';
import { type ChangedGrant, type Grants, grantRights } from './grant.ts';

/**
 * Gives accounts rights in a mailbox and takes them away; from the commit on nobody has what he lost. Those who are not named keep
 * theirs, unless `whole`. Throws no-permission, mailbox-not-found, invalid, limit-reached.
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
  const { modseq, changed } = await transaction(store.pool, async (tx) => {
    const state = await beginChange(tx, accountId);
    const changed = await grantRights(tx, state, mailbox, grants, whole);
    if (changed.length > 0) {
      await saveAccounts(tx, [state]);
      await note(tx, changed);
    }
    return { modseq: state.modseq, changed };
  });
  if (changed.length === 0) return;
  store.announce({ accountId, modseq, mailboxIds: [mailboxId] });
  tellOthers(
    store,
    changed.map(({ granteeId }) => granteeId),
  );
}

/** What these accounts see of others' mail is not what it was. */
export function tellOthers(store: Pick<MailboxStore, 'announce'>, accountIds: readonly number[]): void {
  for (const accountId of accountIds) store.announce({ accountId, modseq: 0, mailboxIds: [] });
}
