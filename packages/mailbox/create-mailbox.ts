import { type Transaction, transaction } from '@postroom/database';
import { MailError, type SpecialUse } from '@postroom/types';
import { type AccountState, beginChange, lockAccounts, saveAccounts } from './account-state.ts';
import { ancestors, INITIAL_MAILBOXES, normalizeMailboxName } from './mailbox-names.ts';
import type { MailboxStore } from './store.ts';

const MAX_MAILBOXES = 10_000;

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
 * RFC 9051 6.3.4: makes the mailbox and the levels above it that are missing. Throws mailbox-exists,
 * bad-mailbox-name, limit-reached. A special use may belong to one mailbox only (RFC 6154 3).
 */
export async function createMailbox(
  store: MailboxStore,
  accountId: number,
  name: string,
  specialUse: SpecialUse | null = null,
): Promise<{ id: number; name: string }> {
  const wanted = normalizeMailboxName(name);
  const { id, modseq } = await transaction(store.pool, async (tx) => {
    const state = await beginChange(tx, accountId);
    const { rows } = await tx.query<{ name: string; special_use: string | null }>(
      'select name, special_use from mailboxes where account_id = $1',
      [accountId],
    );
    const known = new Set(rows.map((row) => row.name));
    if (known.has(wanted)) throw new MailError('mailbox-exists', 'Mailbox already exists');
    if (known.size >= MAX_MAILBOXES) throw new MailError('limit-reached', `More than ${MAX_MAILBOXES} mailboxes`);
    if (specialUse && rows.some((row) => row.special_use === specialUse)) {
      throw new MailError('cannot', `Another mailbox is ${specialUse} already`);
    }
    for (const parent of ancestors(wanted)) if (!known.has(parent)) await insertMailbox(tx, state, parent, null);
    const created = await insertMailbox(tx, state, wanted, specialUse);
    await saveAccounts(tx, [state]);
    return { id: created, modseq: state.modseq };
  });
  store.announce({ accountId, modseq, mailboxIds: [] });
  return { id, name: wanted };
}

/**
 * Inserts one mailbox under the account's lock. UIDVALIDITY (RFC 9051 2.3.1.1) is the creation second, or one more
 * than the last one given out, so that a name made again never repeats an older one.
 */
export async function insertMailbox(
  tx: Transaction,
  state: AccountState,
  name: string,
  specialUse: SpecialUse | null,
): Promise<number> {
  const id = state.nextId++;
  await tx.query(
    `with given as (
       update account_state
       set last_uid_validity = greatest(extract(epoch from now())::bigint, last_uid_validity + 1)
       where account_id = $1 returning last_uid_validity
     )
     insert into mailboxes (account_id, id, name, uid_validity, highest_modseq, special_use)
     select $1, $2, $3, last_uid_validity, $4, $5 from given`,
    [state.accountId, id, name, state.modseq, specialUse],
  );
  return id;
}
