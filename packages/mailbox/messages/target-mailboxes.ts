import type { Transaction } from '@postroom/database';
import { isMailError } from '@postroom/types';
import { type AccountState, saveAccounts } from '../account/account-state.ts';
import { createLocked } from '../mailboxes/create-mailbox.ts';
import { normaliseMailboxName } from '../mailboxes/mailbox-names.ts';
import type { FilingItem, FilingMailbox } from './filing-item.ts';

/** A mailbox that messages may be filed into, and what is added to its counters. */
export interface TargetMailbox {
  account_id: number;
  id: number;
  name: string;
  special_use: string | null;
  uid_next: number;
  uid_validity: number;
  messages: number;
  unseen: number;
  deleted: number;
  bytes: number;
}

/** Reads the mailboxes that the items name, and INBOX of each account. */
export async function targetMailboxes(tx: Transaction, items: readonly FilingItem[]): Promise<TargetMailbox[]> {
  const wanted = items.flatMap(({ places }) => places.map(({ mailbox }) => mailbox));
  const { rows } = await tx.query<TargetMailbox & Record<string, unknown>>({
    name: 'target-mailboxes',
    text: `select account_id, id, name, special_use, uid_next, uid_validity, 0 as messages, 0 as unseen, 0 as deleted, 0 as bytes
      from mailboxes where account_id = any($1::bigint[])
        and (name = any($2::text[]) or id = any($3::bigint[]) or special_use = any($4::text[]))`,
    values: [
      [...new Set(items.map((item) => item.accountId))],
      ['INBOX', ...new Set(wanted.flatMap((mailbox) => ('name' in mailbox ? [storedName(mailbox.name)] : [])))],
      [...new Set(wanted.flatMap((mailbox) => ('id' in mailbox ? [mailbox.id] : [])))],
      [...new Set(wanted.flatMap((mailbox) => ('specialUse' in mailbox ? [mailbox.specialUse] : [])))],
    ],
  });
  return rows;
}

/**
 * Creates mailboxes that are missing and should be created (RFC 5490 3.2). Returns all. One that cannot be created, because of its name or
 * because there are too many, is left out: its mail goes to INBOX rather than nowhere.
 */
export async function withCreated(
  tx: Transaction,
  items: readonly FilingItem[],
  accounts: ReadonlyMap<number, AccountState>,
  found: TargetMailbox[],
): Promise<TargetMailbox[]> {
  const there = new Set(found.map(({ account_id, name }) => `${account_id} ${name}`));
  const creators = new Set<AccountState>();
  for (const { accountId, places } of items) {
    const state = accounts.get(accountId);
    for (const { mailbox } of places) {
      if (!state || !('create' in mailbox) || !mailbox.create) continue;
      const key = `${accountId} ${storedName(mailbox.name)}`;
      if (there.has(key)) continue;
      there.add(key);
      if (await create(tx, state, mailbox.name)) creators.add(state);
    }
  }
  if (creators.size === 0) return found;
  await saveAccounts(tx, [...creators]);
  return targetMailboxes(tx, items);
}

async function create(tx: Transaction, state: AccountState, name: string): Promise<boolean> {
  try {
    await createLocked(tx, state, normaliseMailboxName(name));
    return true;
  } catch (error) {
    if (isMailError(error)) return false;
    throw error;
  }
}

/** Picks the wanted one of an account's mailboxes; undefined when an id does not exist. */
export function choose(wanted: FilingMailbox, own: readonly TargetMailbox[]): TargetMailbox | undefined {
  if ('id' in wanted) return own.find(({ id }) => id === wanted.id);
  const name = 'name' in wanted ? storedName(wanted.name) : '';
  const found = own.find((mailbox) =>
    'name' in wanted ? mailbox.name === name : mailbox.special_use === wanted.specialUse,
  );
  return found ?? own.find((mailbox) => mailbox.name === 'INBOX');
}

/** Returns the stored form of a name; INBOX for a name that no mailbox can have. */
function storedName(name: string): string {
  try {
    return normaliseMailboxName(name);
  } catch {
    return 'INBOX';
  }
}
