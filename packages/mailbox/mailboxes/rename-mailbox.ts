import { type Transaction, transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { type AccountState, beginChange, saveAccounts } from '../account/account-state.ts';
import { entriesToCopy } from '../entries/copied-entries.ts';
import { moveEntries } from '../entries/move.ts';
import type { MailboxStore } from '../store.ts';
import { insertMailbox } from './create-mailbox.ts';
import { DELIMITER, isMailboxName, normaliseMailboxName } from './mailbox-names.ts';
import { MailboxTree } from './mailbox-tree.ts';
import { findMailbox } from './mailboxes.ts';

/**
 * RFC 9051 6.3.6: renames the mailbox and everything below it, or nothing. Renaming INBOX moves its messages to the new
 * mailbox and leaves INBOX empty, its children untouched. Throws mailbox-not-found, mailbox-exists, bad-mailbox-name,
 * cannot, limit-reached.
 */
export async function renameMailbox(store: MailboxStore, accountId: number, from: string, to: string): Promise<void> {
  const source = normaliseMailboxName(from);
  const target = normaliseMailboxName(to);
  if (target.startsWith(source + DELIMITER)) throw new MailError('cannot', 'A mailbox cannot move into itself');
  const change = await transaction(store.pool, async (tx) => {
    const state = await beginChange(tx, accountId);
    const tree = await MailboxTree.read(tx, accountId);
    for (const parent of planRename(tree, source, target)) await insertMailbox(tx, state, parent, null);
    const touched = source === 'INBOX' ? await emptyInbox(tx, state, target) : [];
    if (source !== 'INBOX') await renameTree(tx, state, source, target);
    await saveAccounts(tx, [state]);
    return { accountId, modseq: state.modseq, mailboxIds: touched };
  });
  store.announce(change);
  if (change.mailboxIds.length > 0) store.announce({ ...change, mailboxIds: [] });
}

/** Whether every name that comes about can be, and the names above that must be made. */
function planRename(tree: MailboxTree, source: string, target: string): string[] {
  const below = source === 'INBOX' ? [] : tree.below(source);
  const moved = [...(tree.has(source) ? [source] : []), ...below];
  if (moved.length === 0) throw new MailError('mailbox-not-found', 'No such mailbox');
  const names = moved.map((name) => target + name.slice(source.length));
  if (!names.every(isMailboxName)) {
    throw new MailError('limit-reached', 'The name of a mailbox below it would be too long or too deep');
  }
  if (source !== 'INBOX') tree.remove(moved);
  const parents = tree.missingFor(target);
  tree.add([...parents, ...names]);
  return parents;
}

async function emptyInbox(tx: Transaction, state: AccountState, target: string): Promise<number[]> {
  const inbox = await findMailbox(tx, state.accountId, 'INBOX');
  const made = await insertMailbox(tx, state, target, null);
  await moveEntries(tx, state, inbox, made, await entriesToCopy(tx, inbox, null));
  return [inbox.mailboxId, made.mailboxId];
}

/** In two steps: `a/b` and `a/b/b` may become `a` and `a/b`, and no two rows have one name at any moment. */
async function renameTree(
  tx: Transaction,
  { accountId, modseq }: AccountState,
  source: string,
  target: string,
): Promise<void> {
  await tx.query(
    `update mailboxes set name = chr(1) || name
     where account_id = $1 and (name = $2 or starts_with(name, $2 || '${DELIMITER}'))`,
    [accountId, source],
  );
  await tx.query(
    `update mailboxes set name = $3 || substr(name, length($2) + 2), changed_modseq = $4
     where account_id = $1 and starts_with(name, chr(1) || $2)`,
    [accountId, source, target, modseq],
  );
}
