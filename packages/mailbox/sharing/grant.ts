import type { Transaction } from '@postroom/database';
import { FIRST_GROUP_ID, formatRights, isGroupId, MailError, type Rights } from '@postroom/types';
import type { AccountState } from '../account/account-state.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { MAX_GRANTEES } from './bounds.ts';
import { membersOf } from './group-shares.ts';
import { type ChangedGrant, requireFewMailboxes, requireFewOwners, settleRights } from './settle.ts';

/** The rights that accounts and groups are to have in a mailbox, by their ids; null: none. */
export type Grants = ReadonlyMap<number, Rights | null>;

/** The letters that one was given; null: none. */
interface Given {
  readonly granteeId: number;
  readonly letters: string | null;
}

/**
 * Gives rights and takes them (RFC 4314 3.1), under the account's lock, and with groups that get some held; the caller saves the state
 * and tells those concerned. Those who are not named keep theirs, unless `whole`. Returns what became of accounts, also of those in groups;
 * null: all is as it was. Throws no-permission, mailbox-not-found, invalid (the owner has all rights), limit-reached.
 */
export async function grantRights(
  tx: Transaction,
  state: AccountState,
  mailbox: MailboxRef,
  grants: Grants,
  whole: boolean,
): Promise<ChangedGrant[] | null> {
  requireRights(mailbox, 'a');
  const { accountId, mailboxId } = mailbox;
  if (grants.has(accountId)) throw new MailError('invalid', 'Its owner has all rights');
  const before = await readGiven(tx, mailbox);
  const after = new Map(whole ? [] : before);
  for (const [grantee, rights] of grants) {
    const letters = rights && formatRights(rights);
    if (letters) after.set(grantee, letters);
    else after.delete(grantee);
  }
  if (after.size > MAX_GRANTEES)
    throw new MailError('limit-reached', `A mailbox is shared with at most ${MAX_GRANTEES} accounts and groups`);
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((granteeId) => before.get(granteeId) !== after.get(granteeId))
    .map((granteeId) => ({ granteeId, letters: after.get(granteeId) ?? null }));
  if (changed.length === 0) return null;
  await write(tx, mailbox, changed);
  await requireFewOwners(
    tx,
    changed.map(({ granteeId }) => granteeId),
  );
  await tx.query('update mailboxes set changed_modseq = $3 where account_id = $1 and id = $2', [
    ...[accountId, mailboxId, state.modseq],
  ]);
  const [groups = [], accounts = []] = [true, false].map((isGroup) =>
    changed.flatMap(({ granteeId }) => (isGroupId(granteeId) === isGroup ? [granteeId] : [])),
  );
  await requireFewMailboxes(tx, groups);
  return settleRights(tx, [accountId], mailboxId, [...new Set([...accounts, ...(await membersOf(tx, groups))])]);
}

/** What each was given itself. */
async function readGiven(tx: Transaction, { accountId, mailboxId }: MailboxRef): Promise<Map<number, string>> {
  const { rows } = await tx.query<{ grantee_id: number | null; letters: string }>(
    `select s.grantee_id, coalesce(s.given_rights, s.rights) as letters from mailboxes m
     left join mailbox_shares s on s.account_id = m.account_id and s.mailbox_id = m.id
     where m.account_id = $1 and m.id = $2`,
    [accountId, mailboxId],
  );
  if (rows.length === 0) throw new MailError('mailbox-not-found', 'There is no such mailbox');
  return new Map(
    rows.flatMap((row) => (row.grantee_id !== null && row.letters ? [[row.grantee_id, row.letters]] : [])),
  );
}

/** Groups have what they were given; what an account may do at all is settled afterwards. */
async function write(tx: Transaction, { accountId, mailboxId }: MailboxRef, changed: readonly Given[]): Promise<void> {
  await tx.query(
    `with wanted as (
       select w.*, w.id >= $5 as is_group from unnest($3::bigint[], $4::text[]) as w (id, letters)
     ), taken as (
       delete from mailbox_shares s using wanted w
       where s.account_id = $1 and s.mailbox_id = $2 and s.grantee_id = w.id and w.is_group and w.letters is null
     )
     insert into mailbox_shares as s (account_id, mailbox_id, grantee_id, rights, given_rights)
     select $1, $2, id, case when is_group then letters else '' end, case when not is_group then coalesce(letters, '') end
     from wanted where not is_group or letters is not null
     on conflict (account_id, mailbox_id, grantee_id) do update
       set rights = case when excluded.given_rights is null then excluded.rights else s.rights end,
         given_rights = excluded.given_rights`,
    [
      ...[accountId, mailboxId],
      changed.map(({ granteeId }) => granteeId),
      changed.map(({ letters }) => letters),
      FIRST_GROUP_ID,
    ],
  );
}

/** What somebody makes below a shared mailbox is for those for whom that one is. Throws limit-reached. */
export async function inheritRights(tx: Transaction, parent: MailboxRef, mailboxId: number): Promise<void> {
  const { rows } = await tx.query<{ grantee_id: number }>(
    `insert into mailbox_shares (account_id, mailbox_id, grantee_id, rights, given_rights)
     select account_id, $3, grantee_id, rights, given_rights from mailbox_shares where account_id = $1 and mailbox_id = $2
     returning grantee_id`,
    [parent.accountId, parent.mailboxId, mailboxId],
  );
  await requireFewMailboxes(
    tx,
    rows.flatMap((row) => (isGroupId(row.grantee_id) ? [row.grantee_id] : [])),
  );
}

/** With a mailbox its rights go. Returns the accounts whose they were. */
export async function dropRights(tx: Transaction, accountId: number, mailboxId: number): Promise<number[]> {
  const { rows } = await tx.query<{ grantee_id: number }>(
    'delete from mailbox_shares where account_id = $1 and mailbox_id = $2 returning grantee_id',
    [accountId, mailboxId],
  );
  return rows.flatMap((row) => (isGroupId(row.grantee_id) ? [] : [row.grantee_id]));
}
