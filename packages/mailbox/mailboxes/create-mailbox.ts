import { type Transaction, transaction } from '@postroom/database';
import { MailError, type SpecialUse } from '@postroom/types';
import { type AccountState, beginChange, lockAccounts, saveAccounts } from '../account/account-state.ts';
import { inheritRights } from '../sharing/grant.ts';
import type { MailboxStore } from '../store.ts';
import { INITIAL_MAILBOXES, normaliseMailboxName, parentOf } from './mailbox-names.ts';
import { type MailboxRef, ownMailbox } from './mailbox-ref.ts';
import { MailboxTree } from './mailbox-tree.ts';
import { findMailbox, renamedMeanwhile } from './mailboxes.ts';
import { requireRights } from './rights.ts';
import { useOfName } from './special-uses.ts';

/** Gives a new account its counters, INBOX and the special-use mailboxes, all subscribed. Part of account creation. */
export async function provisionAccount(tx: Transaction, accountId: number): Promise<void> {
  await tx.query('insert into account_state (account_id) values ($1)', [accountId]);
  const state = (await lockAccounts(tx, [accountId])).get(accountId) as AccountState;
  state.modseq++;
  await insertMailbox(tx, state, 'INBOX', null);
  for (const { name, specialUse } of INITIAL_MAILBOXES) await insertMailbox(tx, state, name, specialUse);
  await tx.query(
    'insert into subscriptions (account_id, name) select account_id, name from mailboxes where account_id = $1',
    [accountId],
  );
  await saveAccounts(tx, [state]);
}

/**
 * Creates a mailbox and the missing levels above it (RFC 9051 6.3.4). Throws mailbox-exists, bad-mailbox-name, limit-reached, and cannot
 * when another mailbox has the special use (RFC 6154 3). A mailbox that is created again gets the special use that its name had.
 * @param below the mailbox above it, when that is shared: its rights are copied to the new one. Throws mailbox-not-found when that one has
 *   been renamed
 */
export async function createMailbox(
  store: MailboxStore,
  accountId: number,
  name: string,
  specialUse: SpecialUse | null = null,
  below: MailboxRef | null = null,
): Promise<MailboxRef & { name: string }> {
  if (below) requireRights(below, 'k');
  const wanted = normaliseMailboxName(name);
  const { created, modseq } = await transaction(store.pool, async (tx) => {
    const state = await beginChange(tx, accountId);
    if (below) await requireParent(tx, below, wanted);
    const created = await createLocked(tx, state, wanted, specialUse);
    if (below) await inheritRights(tx, below, created.mailboxId);
    await saveAccounts(tx, [state]);
    return { created, modseq: state.modseq };
  });
  store.announce({ accountId, modseq, mailboxIds: [] });
  return { ...created, name: wanted };
}

async function requireParent(tx: Transaction, { accountId, mailboxId }: MailboxRef, name: string): Promise<void> {
  const parent = await findMailbox(tx, accountId, parentOf(name) ?? '');
  if (parent.mailboxId !== mailboxId) throw renamedMeanwhile();
}

/** Creates a mailbox by its stored name, under the account's lock; the caller saves the state. Throws before it writes anything. */
export async function createLocked(
  tx: Transaction,
  state: AccountState,
  wanted: string,
  specialUse: SpecialUse | null = null,
): Promise<MailboxRef> {
  const { accountId } = state;
  const tree = await MailboxTree.read(tx, accountId);
  if (specialUse && tree.usedBy(specialUse)) throw new MailError('cannot', `Another mailbox is ${specialUse} already`);
  const parents = tree.missingFor(wanted);
  tree.add([...parents, wanted]);
  for (const parent of parents) await insertMailbox(tx, state, parent, null);
  return insertMailbox(tx, state, wanted, specialUse ?? (await useOfName(tx, accountId, wanted, tree)));
}

/**
 * Inserts one mailbox under the account's lock. Its UIDVALIDITY (RFC 9051 2.3.1.1) is the time in seconds, or one more than the last one
 * given out, so that a name never repeats an old UIDVALIDITY. For JMAP, mailboxes below the name have a new parent then.
 */
export async function insertMailbox(
  tx: Transaction,
  state: AccountState,
  name: string,
  specialUse: SpecialUse | null,
): Promise<MailboxRef> {
  const id = state.nextId++;
  await tx.query(
    `with given as (
       update account_state
       set last_uid_validity = greatest(extract(epoch from now())::bigint, last_uid_validity + 1)
       where account_id = $1 returning last_uid_validity
     ), below as (
       update mailboxes set changed_modseq = $4 where account_id = $1 and starts_with(name, $3 || '/')
     )
     insert into mailboxes (account_id, id, name, uid_validity, highest_modseq, changed_modseq, special_use)
     select $1, $2, $3, last_uid_validity, $4, $4, $5 from given`,
    [state.accountId, id, name, state.modseq, specialUse],
  );
  return ownMailbox(state.accountId, id);
}
