import { type Transaction, transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { type AccountState, beginChange, saveAccounts } from '../account/account-state.ts';
import { entriesToCopy } from '../entries/copied-entries.ts';
import { moveEntries } from '../entries/move.ts';
import type { MailboxStore } from '../store.ts';
import { insertMailbox } from './create-mailbox.ts';
import { DELIMITER, isMailboxName, normaliseMailboxName } from './mailbox-names.ts';
import { MailboxTree } from './mailbox-tree.ts';
import { findMailbox, MAX_SUBSCRIPTIONS, renamedMeanwhile } from './mailboxes.ts';

/** An old and a new name. */
export interface Rename {
  readonly from: string;
  readonly to: string;
  /** The id of the mailbox that is meant: if another one has the name, nothing is renamed. */
  readonly id?: number | undefined;
}

interface Move {
  readonly source: string;
  readonly target: string;
  readonly meant: number | undefined;
}

/** Normalises the names of a rename. Throws bad-mailbox-name. */
function readMove({ from, to, id }: Rename): Move {
  return { source: normaliseMailboxName(from), target: normaliseMailboxName(to), meant: id };
}

/**
 * Renames a mailbox and everything below it, or nothing (RFC 9051 6.3.6). Subscribed mailboxes are subscribed by their new names as well, and
 * the old names stay subscribed (RFC 3501 6.3.9). Renaming INBOX moves its messages to a new mailbox; INBOX stays, empty, with its children.
 * Throws mailbox-not-found, mailbox-exists, bad-mailbox-name, cannot, limit-reached.
 */
export async function renameMailbox(store: MailboxStore, accountId: number, rename: Rename): Promise<void> {
  const move = readMove(rename);
  requireApart([move]);
  const change = await transaction(store.pool, async (tx) => {
    const state = await beginChange(tx, accountId);
    await requireMeant(tx, accountId, [move]);
    const tree = await MailboxTree.read(tx, accountId);
    const parents = planRename(tree, [move]);
    if (move.source === move.target) throw new MailError('mailbox-exists', 'It has this name already');
    for (const parent of parents) await insertMailbox(tx, state, parent, null);
    const touched = move.source === 'INBOX' ? await emptyInbox(tx, state, move.target) : [];
    if (move.source !== 'INBOX') {
      await renameTrees(tx, state, [move]);
      await subscribeRenamed(tx, accountId, move);
    }
    await saveAccounts(tx, [state]);
    return { accountId, modseq: state.modseq, mailboxIds: touched };
  });
  store.announce(change);
  if (change.mailboxIds.length > 0) store.announce({ ...change, mailboxIds: [] });
}

/**
 * Renames several mailboxes at once, all or none, so that two may exchange their names (RFC 8621 2.5, RFC 8620 5.3). For JMAP a subscription
 * follows its mailbox, while IMAP subscribes to names. INBOX is not allowed. Throws as renameMailbox does, and cannot when one would
 * move below another.
 */
export async function renameMailboxes(
  store: MailboxStore,
  accountId: number,
  renames: readonly Rename[],
): Promise<void> {
  const moves = renames.map(readMove);
  requireApart(moves);
  const modseq = await transaction(store.pool, async (tx) => {
    const state = await beginChange(tx, accountId);
    await requireMeant(tx, accountId, moves);
    const tree = await MailboxTree.read(tx, accountId);
    for (const parent of planRename(tree, moves)) await insertMailbox(tx, state, parent, null);
    await renameTrees(tx, state, moves);
    await renameSubscriptions(tx, accountId, moves);
    await saveAccounts(tx, [state]);
    return state.modseq;
  });
  store.announce({ accountId, modseq, mailboxIds: [] });
}

/** Checks that names still belong to the mailboxes that are meant. Throws mailbox-not-found. */
async function requireMeant(tx: Transaction, accountId: number, moves: readonly Move[]): Promise<void> {
  const named = moves.filter(({ meant }) => meant !== undefined);
  if (named.length === 0) return;
  const { rows } = await tx.query<{ id: number; name: string }>(
    'select id, name from mailboxes where account_id = $1 and name = any($2)',
    [accountId, named.map(({ source }) => source)],
  );
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  if (named.some(({ source, meant }) => ids.get(source) !== meant)) throw renamedMeanwhile();
}

/** Checks that no mailbox moves below another one of these moves, or is moved twice. Throws cannot. */
function requireApart(moves: readonly Move[]): void {
  const isBelow = (name: string, above: string): boolean => name.startsWith(above + DELIMITER);
  for (const { source, target } of moves) {
    if (
      moves.some(
        (other) => isBelow(target, other.source) || isBelow(target, other.target) || isBelow(source, other.source),
      )
    )
      throw new MailError('cannot', 'A mailbox cannot move into itself');
  }
}

/** Checks that every new name is possible. Returns the names above them that must be created. */
function planRename(tree: MailboxTree, moves: readonly Move[]): string[] {
  const moved = moves.flatMap(({ source, target }) => {
    const below = source === 'INBOX' ? [] : tree.below(source);
    const names = [...(tree.has(source) ? [source] : []), ...below];
    if (names.length === 0) throw new MailError('mailbox-not-found', 'No such mailbox');
    return names.map((from) => ({ from, to: target + from.slice(source.length) }));
  });
  if (!moved.every(({ to }) => isMailboxName(to))) {
    throw new MailError('limit-reached', 'The name of a mailbox below it would be too long or too deep');
  }
  tree.remove(moved.map(({ from }) => from).filter((from) => from !== 'INBOX'));
  // RFC 3501 6.3.5: a level without a mailbox cannot be renamed to an existing name either.
  for (const { target } of moves) tree.requireFree(target);
  const parents: string[] = [];
  for (const { target } of moves) {
    const missing = tree.missingFor(target);
    tree.add(missing);
    parents.push(...missing);
  }
  tree.add(moved.map(({ to }) => to));
  return parents;
}

async function emptyInbox(tx: Transaction, state: AccountState, target: string): Promise<number[]> {
  const inbox = await findMailbox(tx, state.accountId, 'INBOX');
  const made = await insertMailbox(tx, state, target, null);
  await moveEntries(tx, state, inbox, made, await entriesToCopy(tx, inbox, null));
  return [inbox.mailboxId, made.mailboxId];
}

/** Renames in two steps, with temporary names: `a/b` and `a/b/b` may become `a` and `a/b`, or `a` and `b` each other, without a conflict. */
async function renameTrees(
  tx: Transaction,
  { accountId, modseq }: AccountState,
  moves: readonly Move[],
): Promise<void> {
  for (const { source } of moves) {
    await tx.query(
      `update mailboxes set name = chr(1) || name
       where account_id = $1 and (name = $2 or starts_with(name, $2 || '${DELIMITER}'))`,
      [accountId, source],
    );
  }
  for (const { source, target } of moves) {
    await tx.query(
      `update mailboxes set name = $3 || substr(name, length($2) + 2), changed_modseq = $4
       where account_id = $1 and (name = chr(1) || $2 or starts_with(name, chr(1) || $2 || '${DELIMITER}'))`,
      [accountId, source, target, modseq],
    );
    // For JMAP, mailboxes below the new name, until now only a level, have a new parent.
    await tx.query(
      `update mailboxes set changed_modseq = $3 where account_id = $1 and starts_with(name, $2 || '${DELIMITER}')`,
      [accountId, target, modseq],
    );
  }
}

/** Subscribes renamed mailboxes by their new names, which must be stored already. */
async function subscribeRenamed(tx: Transaction, accountId: number, { source, target }: Move): Promise<void> {
  await tx.query(
    `insert into subscriptions (account_id, name)
     select $1, m.name from mailboxes m
     where m.account_id = $1 and (m.name = $3 or starts_with(m.name, $3 || '${DELIMITER}'))
       and exists (select 1 from subscriptions s where s.account_id = $1 and s.name = $2 || substr(m.name, length($3) + 1))
     order by m.name limit greatest(0, ${MAX_SUBSCRIPTIONS} - (select count(*) from subscriptions where account_id = $1))
     on conflict do nothing`,
    [accountId, source, target],
  );
}

async function renameSubscriptions(tx: Transaction, accountId: number, moves: readonly Move[]): Promise<void> {
  const names: string[] = [];
  for (const { source, target } of moves) {
    const { rows } = await tx.query<{ name: string }>(
      `delete from subscriptions where account_id = $1 and (name = $2 or starts_with(name, $2 || '${DELIMITER}')) returning name`,
      [accountId, source],
    );
    names.push(...rows.map(({ name }) => target + name.slice(source.length)));
  }
  await tx.query('insert into subscriptions (account_id, name) select $1, unnest($2::text[]) on conflict do nothing', [
    accountId,
    names,
  ]);
}
