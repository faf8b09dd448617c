import { type Transaction, transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { type AccountState, beginChange, saveAccounts } from './account-state.ts';
import { entriesToCopy } from './copied-entries.ts';
import { insertMailbox } from './create-mailbox.ts';
import { ancestors, DELIMITER, normalizeMailboxName } from './mailbox-names.ts';
import { findMailbox, type Mailbox } from './mailboxes.ts';
import { moveEntries } from './move.ts';
import type { MailboxStore } from './store.ts';

/**
 * RFC 9051 6.3.6: renames the mailbox and everything below it. Renaming INBOX moves its messages to the new mailbox
 * and leaves INBOX empty, its children untouched. Throws mailbox-not-found, mailbox-exists, bad-mailbox-name, cannot.
 */
export async function renameMailbox(store: MailboxStore, accountId: number, from: string, to: string): Promise<void> {
  const source = normalizeMailboxName(from);
  const target = normalizeMailboxName(to);
  if (target.startsWith(source + DELIMITER)) throw new MailError('cannot', 'A mailbox cannot move into itself');
  const change = await transaction(store.pool, async (tx) => {
    const state = await beginChange(tx, accountId);
    const mailbox = await findMailbox(tx, accountId, source);
    await assertFree(tx, accountId, target);
    for (const parent of ancestors(target)) await ensureMailbox(tx, state, parent);
    const touched = source === 'INBOX' ? await emptyInbox(tx, state, mailbox, target) : [];
    if (source !== 'INBOX') await renameTree(tx, accountId, source, target);
    await saveAccounts(tx, [state]);
    return { accountId, modseq: state.modseq, mailboxIds: touched };
  });
  store.announce(change);
  if (change.mailboxIds.length > 0) store.announce({ ...change, mailboxIds: [] });
}

async function assertFree(tx: Transaction, accountId: number, name: string): Promise<void> {
  const { rowCount } = await tx.query('select 1 from mailboxes where account_id = $1 and name = $2', [accountId, name]);
  if (rowCount) throw new MailError('mailbox-exists', 'A mailbox of the new name exists already');
}

async function ensureMailbox(tx: Transaction, state: AccountState, name: string): Promise<void> {
  const { rowCount } = await tx.query('select 1 from mailboxes where account_id = $1 and name = $2', [
    state.accountId,
    name,
  ]);
  if (!rowCount) await insertMailbox(tx, state, name, null);
}

async function emptyInbox(tx: Transaction, state: AccountState, inbox: Mailbox, target: string): Promise<number[]> {
  const id = await insertMailbox(tx, state, target, null);
  await moveEntries(tx, state, inbox.id, id, await entriesToCopy(tx, state.accountId, inbox.id, null));
  return [inbox.id, id];
}

async function renameTree(tx: Transaction, accountId: number, source: string, target: string): Promise<void> {
  await tx.query(
    `update mailboxes set name = $3 || substr(name, length($2) + 1)
     where account_id = $1 and (name = $2 or starts_with(name, $2 || '${DELIMITER}'))`,
    [accountId, source, target],
  );
}
