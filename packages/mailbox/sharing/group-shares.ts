import type { Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { lockAccounts, saveAccounts } from '../account/account-state.ts';
import { type ChangedGrant, settleRights } from './settle.ts';

/** Keeps these groups as they are until the transaction ends: nobody enters or leaves meanwhile. Comes before locks of accounts. Throws not-found. */
export async function holdGroups(tx: Transaction, groupIds: readonly number[]): Promise<void> {
  if (groupIds.length === 0) return;
  const { rowCount } = await tx.query('select 1 from groups where id = any($1::bigint[]) order by id for share', [
    groupIds,
  ]);
  if (rowCount !== groupIds.length) throw new MailError('not-found', 'There is no such group');
}

/** Who is in any of these groups. */
export async function membersOf(tx: Transaction, groupIds: readonly number[]): Promise<number[]> {
  if (groupIds.length === 0) return [];
  const { rows } = await tx.query<{ account_id: number }>(
    'select distinct account_id from group_members where group_id = any($1::bigint[])',
    [groupIds],
  );
  return rows.map((row) => row.account_id);
}

/** Accounts have entered a group or left it, of which the caller holds the lock: they may do what it may, or no more. Throws limit-reached. */
export async function followMembers(
  tx: Transaction,
  groupId: number,
  accountIds: readonly number[],
): Promise<ChangedGrant[]> {
  const owners = await lockOwners(tx, groupId);
  return settleRights(tx, [...owners.keys()], null, accountIds);
}

/**
 * A group is gone, of which the caller holds the lock, and nothing is shared with it. Returns the owners with their modseqs now, and
 * what those who were in it have lost.
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

/** Locks who shares with the group: what they share with it stays as it is. */
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
