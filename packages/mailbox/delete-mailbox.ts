import { transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { beginChange, saveAccounts } from './account-state.ts';
import { DELIMITER, normalizeMailboxName } from './mailbox-names.ts';
import { findMailbox } from './mailboxes.ts';
import { removeOrphanedMessages } from './orphans.ts';
import type { MailboxStore } from './store.ts';

/**
 * RFC 9051 6.3.5: removes the mailbox with its messages. INBOX stays (cannot); one that has mailboxes below it is
 * refused (mailbox-has-children), so that none of them is left without a parent.
 */
export async function deleteMailbox(store: MailboxStore, accountId: number, name: string): Promise<void> {
  const wanted = normalizeMailboxName(name);
  if (wanted === 'INBOX') throw new MailError('cannot', 'INBOX cannot be deleted');
  const change = await transaction(store.pool, async (tx) => {
    const state = await beginChange(tx, accountId);
    const mailbox = await findMailbox(tx, accountId, wanted);
    const children = await tx.query(
      `select 1 from mailboxes where account_id = $1 and starts_with(name, $2 || '${DELIMITER}') limit 1`,
      [accountId, wanted],
    );
    if (children.rowCount) throw new MailError('mailbox-has-children', 'Delete the mailboxes below it first');
    const { rows } = await tx.query<{ message_id: number }>(
      'delete from mailbox_entries where account_id = $1 and mailbox_id = $2 returning message_id',
      [accountId, mailbox.id],
    );
    await tx.query('delete from expunged_entries where account_id = $1 and mailbox_id = $2', [accountId, mailbox.id]);
    await tx.query('delete from mailboxes where account_id = $1 and id = $2', [accountId, mailbox.id]);
    await removeOrphanedMessages(
      tx,
      state,
      rows.map((row) => row.message_id),
    );
    await saveAccounts(tx, [state]);
    return { accountId, modseq: state.modseq, mailboxIds: [mailbox.id] };
  });
  store.announce(change);
}
