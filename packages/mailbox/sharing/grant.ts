import type { Transaction } from '@postroom/database';
import { FIRST_GROUP_ID, formatRights, isGroupId, MailError, type Rights } from '@postroom/types';
import type { AccountState } from '../account/account-state.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { MAX_GRANTEES } from './bounds.ts';
import { membersOf } from './group-shares.ts';
import { type ChangedGrant, requireFewMailboxes, requireFewOwners, settleRights } from './settle.ts';

/** New rights in a mailbox, by the ids of accounts and groups; null means none. */
export type Grants = ReadonlyMap<number, Rights | null>;

/** The letters of rights that an account or group is given; null means none. */
interface Given {
  readonly granteeId: number;
  readonly letters: string | null;
}

/**
 * Changes rights in a mailbox (RFC 4314 3.1). The account must be locked, and groups that get rights held; the caller saves the state and
 * tells those concerned. Accounts and groups that are not named keep their rights, unless `whole`. Returns the changes for accounts, members
 * of groups included; null when nothing changed. Throws no-permission, mailbox-not-found, invalid (the owner has all rights), limit-reached.
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

/** Returns the rights that accounts and groups were given themselves. */
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

/** Stores given rights. What accounts may do in total is settled afterwards. */
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

/** Gives a new mailbox below a shared one the same rights. Throws limit-reached. */
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

/** Removes all rights in a mailbox that is being deleted. Returns the accounts that had some. */
export async function dropRights(tx: Transaction, accountId: number, mailboxId: number): Promise<number[]> {
  const { rows } = await tx.query<{ grantee_id: number }>(
    'delete from mailbox_shares where account_id = $1 and mailbox_id = $2 returning grantee_id',
    [accountId, mailboxId],
  );
  return rows.flatMap((row) => (isGroupId(row.grantee_id) ? [] : [row.grantee_id]));
}
