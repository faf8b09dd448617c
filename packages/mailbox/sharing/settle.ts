import type { Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { MAX_GROUP_MAILBOXES, MAX_READERS, MAX_SHARED_ACCOUNTS } from './bounds.ts';

/** A change of one account's rights; null means none. */
export interface ChangedGrant {
  /** The owner of the mailbox. */
  readonly accountId: number;
  readonly granteeId: number;
  readonly mailboxId: number;
  /** The name of the mailbox. */
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Stores what accounts may do with mailboxes of these owners, who must be locked: the union of their own rights and those of their groups
 * (RFC 4314 2). Returns what has changed. Throws limit-reached.
 * @param mailboxId null: all mailboxes of the owners
 */
export async function settleRights(
  tx: Transaction,
  ownerIds: readonly number[],
  mailboxId: number | null,
  granteeIds: readonly number[],
): Promise<ChangedGrant[]> {
  if (ownerIds.length === 0 || granteeIds.length === 0) return [];
  const { rows } = await tx.query<ChangedGrant & Record<string, unknown>>({
    name: 'settle-rights',
    text: SETTLE,
    values: [ownerIds, mailboxId, granteeIds],
  });
  const added = rows.filter(({ before }) => before === null);
  await requireFewOwners(tx, [...new Set(added.map(({ granteeId }) => granteeId))]);
  await requireFewReaders(tx, added);
  return rows;
}

const SCOPE = 'm.account_id = any($1::bigint[]) and ($2::bigint is null or m.mailbox_id = $2)';

const SETTLE = `
  with named as (
    select m.account_id, m.mailbox_id, m.grantee_id, coalesce(m.given_rights, m.rights) as letters, false as by_group
    from mailbox_shares m where m.grantee_id = any($3::bigint[]) and ${SCOPE}
    union all
    select m.account_id, m.mailbox_id, g.account_id, m.rights, true
    from group_members g join mailbox_shares m on m.grantee_id = g.group_id
    where g.account_id = any($3::bigint[]) and ${SCOPE} and m.account_id <> g.account_id
  ), gathered as (
    select account_id, mailbox_id, grantee_id, string_agg(letters, '') as letters, bool_or(by_group) as by_group,
      max(letters) filter (where not by_group) as given
    from named group by account_id, mailbox_id, grantee_id
  ), wanted as (
    select account_id, mailbox_id, grantee_id, case when by_group then coalesce(given, '') end as given_rights,
      (select coalesce(string_agg(distinct l collate "C", '' order by l collate "C"), '')
       from unnest(string_to_array(letters, null)) l) as rights
    from gathered
  ), compared as (
    select w.*, nullif(m.rights, '') as before from wanted w left join mailbox_shares m using (account_id, mailbox_id, grantee_id)
  ), taken as (
    delete from mailbox_shares m using wanted w
    where m.account_id = w.account_id and m.mailbox_id = w.mailbox_id and m.grantee_id = w.grantee_id and w.rights = ''
  ), put as (
    insert into mailbox_shares as m (account_id, mailbox_id, grantee_id, rights, given_rights)
    select account_id, mailbox_id, grantee_id, rights, given_rights from wanted where rights <> ''
    on conflict (account_id, mailbox_id, grantee_id) do update
      set rights = excluded.rights, given_rights = excluded.given_rights
      where (m.rights, m.given_rights) is distinct from (excluded.rights, excluded.given_rights)
  )
  select c.account_id as "accountId", c.mailbox_id as "mailboxId", c.grantee_id as "granteeId", b.name, c.before,
    nullif(c.rights, '') as after
  from compared c join mailboxes b on b.account_id = c.account_id and b.id = c.mailbox_id
  where c.before is distinct from nullif(c.rights, '')`;

/** Checks the number of accounts that share with one account, because a session shows only so many. */
export async function requireFewOwners(tx: Transaction, granteeIds: readonly number[]): Promise<void> {
  if (granteeIds.length === 0) return;
  const { rows } = await tx.query<{ most: number | null }>(
    `select max(owners) as most from (
       select count(distinct account_id) as owners from mailbox_shares where grantee_id = any($1::bigint[]) group by grantee_id
     ) counted`,
    [granteeIds],
  );
  if ((rows[0]?.most ?? 0) > MAX_SHARED_ACCOUNTS)
    throw new MailError('limit-reached', `At most ${MAX_SHARED_ACCOUNTS} accounts share with one`);
}

/** Checks the number of accounts that use a mailbox, because each of them is told of every change. */
async function requireFewReaders(tx: Transaction, added: readonly ChangedGrant[]): Promise<void> {
  if (added.length === 0) return;
  const { rows } = await tx.query<{ most: number | null }>(
    `select max(readers) as most from (
       select count(*) as readers from mailbox_shares
       where (account_id, mailbox_id) in (select * from unnest($1::bigint[], $2::bigint[])) group by account_id, mailbox_id
     ) counted`,
    [added.map(({ accountId }) => accountId), added.map(({ mailboxId }) => mailboxId)],
  );
  if ((rows[0]?.most ?? 0) > MAX_READERS)
    throw new MailError(
      'limit-reached',
      `A mailbox is shared with at most ${MAX_READERS} people, those in groups included`,
    );
}

/** Checks the number of mailboxes shared with a group, because a new member gets all of them at once. */
export async function requireFewMailboxes(tx: Transaction, groupIds: readonly number[]): Promise<void> {
  if (groupIds.length === 0) return;
  const { rows } = await tx.query<{ most: number | null }>(
    `select max(mailboxes) as most from (
       select count(*) as mailboxes from mailbox_shares where grantee_id = any($1::bigint[]) group by grantee_id
     ) counted`,
    [groupIds],
  );
  if ((rows[0]?.most ?? 0) > MAX_GROUP_MAILBOXES)
    throw new MailError('limit-reached', `At most ${MAX_GROUP_MAILBOXES} mailboxes are shared with one group`);
}
