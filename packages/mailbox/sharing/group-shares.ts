import type { Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { lockAccounts, saveAccounts } from '../account/account-state.ts';
import { type ChangedGrant, settleRights } from './settle.ts';

/** Locks groups so that no members enter or leave until the transaction ends. Must come before locks of accounts. Throws not-found. */
export async function holdGroups(tx: Transaction, groupIds: readonly number[]): Promise<void> {
  if (groupIds.length === 0) return;
  const { rowCount } = await tx.query('select 1 from groups where id = any($1::bigint[]) order by id for share', [
    groupIds,
  ]);
  if (rowCount !== groupIds.length) throw new MailError('not-found', 'There is no such group');
}

/** Returns the members of these groups. */
export async function membersOf(tx: Transaction, groupIds: readonly number[]): Promise<number[]> {
  if (groupIds.length === 0) return [];
  const { rows } = await tx.query<{ account_id: number }>(
    'select distinct account_id from group_members where group_id = any($1::bigint[])',
    [groupIds],
  );
  return rows.map((row) => row.account_id);
}

/** Updates the rights of accounts that have entered or left a group. The caller has locked the group. Throws limit-reached. */
export async function followMembers(
  tx: Transaction,
  groupId: number,
  accountIds: readonly number[],
): Promise<ChangedGrant[]> {
  const owners = await lockOwners(tx, groupId);
  return settleRights(tx, [...owners.keys()], null, accountIds);
}

/**
 * Removes everything shared with a group that was deleted; the caller has locked it. Returns the owners with their new modseqs, and the
 * rights that former members have lost.
 */
export async function dropGroupShares(
  tx: Transaction,
  groupId: number,
  formerMembers: readonly number[],
): Promise<{ owners: { accountId: number; modseq: number }[]; changed: ChangedGrant[] }> {
  const owners = await lockOwners(tx, groupId);
  for (const state of owners.values()) state.modseq++;
  const states = [...owners.values()];
  await tx.query(
    `with gone as (
       delete from mailbox_shares where grantee_id = $1 and account_id = any($2::bigint[]) returning account_id, mailbox_id
     )
     update mailboxes b set changed_modseq = s.modseq
     from gone g join unnest($2::bigint[], $3::bigint[]) s (account_id, modseq) using (account_id)
     where b.account_id = g.account_id and b.id = g.mailbox_id`,
    [groupId, states.map(({ accountId }) => accountId), states.map(({ modseq }) => modseq)],
  );
  await saveAccounts(tx, states);
  return { owners: states, changed: await settleRights(tx, [...owners.keys()], null, formerMembers) };
}

/** Locks the accounts that share with the group, so that what they share stays the same. */
async function lockOwners(tx: Transaction, groupId: number) {
  const { rows } = await tx.query<{ account_id: number }>(
    'select distinct account_id from mailbox_shares where grantee_id = $1',
    [groupId],
  );
  return lockAccounts(
    tx,
    rows.map((row) => row.account_id),
  );
}
