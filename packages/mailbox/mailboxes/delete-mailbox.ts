import { type Transaction, transaction } from '@postroom/database';
import { isMailError, MailError } from '@postroom/types';
import { type AccountState, beginChange, saveAccounts } from '../account/account-state.ts';
import { removeEntries } from '../entries/removed-entries.ts';
import { removeOrphanedMessages } from '../messages/orphans.ts';
import { dropRights } from '../sharing/grant.ts';
import { notifyOthers } from '../sharing/share-mailbox.ts';
import type { MailboxStore } from '../store.ts';
import { normaliseMailboxName } from './mailbox-names.ts';
import type { MailboxRef } from './mailbox-ref.ts';
import { MailboxTree } from './mailbox-tree.ts';
import { findMailbox, renamedMeanwhile } from './mailboxes.ts';
import { rememberUse } from './special-uses.ts';

/**
 * Deletes a mailbox with its messages and returns its id (RFC 9051 6.3.5). INBOX cannot be deleted (cannot). If there are mailboxes below it,
 * its name stays as a level (RFC 3501 6.3.4); such a level cannot be deleted (mailbox-has-children). With `onlyEmpty` a mailbox with
 * messages that are not marked \\Deleted is kept (in-use).
 * @param meant the id of the mailbox that is meant; if another one has the name, nothing is deleted (mailbox-not-found)
 */
export async function deleteMailbox(
  store: MailboxStore,
  accountId: number,
  name: string,
  { onlyEmpty = false, meant }: { readonly onlyEmpty?: boolean; readonly meant?: number | undefined } = {},
): Promise<number> {
  const wanted = normaliseMailboxName(name);
  if (wanted === 'INBOX') throw new MailError('cannot', 'INBOX cannot be deleted');
  const { change, others } = await transaction(store.pool, async (tx) => {
    const state = await beginChange(tx, accountId);
    const mailbox = await findMailbox(tx, accountId, wanted).catch(async (error) => {
      if (!isMailError(error, 'mailbox-not-found')) throw error;
      const tree = await MailboxTree.read(tx, accountId);
      if (tree.below(wanted).length === 0) throw error;
      throw new MailError('mailbox-has-children', 'The mailbox has child mailboxes');
    });
    if (mailbox.mailboxId !== (meant ?? mailbox.mailboxId)) throw renamedMeanwhile();
    if (onlyEmpty && mailbox.messageCount > mailbox.deletedCount)
      throw new MailError('in-use', 'There are messages in it');
    await removeAllEntries(tx, state, mailbox);
    await tx.query('delete from expunged_entries where account_id = $1 and mailbox_id = $2', [
      accountId,
      mailbox.mailboxId,
    ]);
    await tx.query(
      // For JMAP, mailboxes below it now have another parent and name.
      `with gone as (delete from mailboxes where account_id = $1 and id = $2), below as (
         update mailboxes set changed_modseq = $3 where account_id = $1 and starts_with(name, $4 || '/')
       )
       insert into removed_mailboxes (account_id, modseq, mailbox_id) values ($1, $3, $2)`,
      [accountId, mailbox.mailboxId, state.modseq, wanted],
    );
    if (mailbox.specialUse) await rememberUse(tx, accountId, mailbox.specialUse, wanted);
    state.usedBytes -= mailbox.sizeBytes;
    const others = await dropRights(tx, accountId, mailbox.mailboxId);
    await saveAccounts(tx, [state]);
    return { change: { accountId, modseq: state.modseq, mailboxIds: [mailbox.mailboxId] }, others };
  });
  store.announce(change);
  notifyOthers(store, others);
  return change.mailboxIds[0] as number;
}

/** Removes all entries in batches within one transaction, so that nobody ever sees half of a mailbox. */
async function removeAllEntries(tx: Transaction, state: AccountState, mailbox: MailboxRef): Promise<void> {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const all = { uids: null, after, onlyDeleted: false };
    const { uids, messageIds } = await removeEntries(tx, mailbox, all, null);
    await removeOrphanedMessages(tx, state, messageIds);
    after = uids.at(-1);
  }
}
