import type { Transaction } from '@postroom/database';
import { formatRights, MailError, type Rights } from '@postroom/types';
import type { AccountState } from '../account/account-state.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { MAX_GRANTEES, MAX_SHARED_ACCOUNTS } from './shares.ts';

/** The rights that accounts are to have in a mailbox, by account; null: none. */
export type Grants = ReadonlyMap<number, Rights | null>;

/** What became of one account's rights; null: none. */
export interface ChangedGrant {
  readonly granteeId: number;
  readonly mailboxId: number;
  /** Of the mailbox. */
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Gives rights and takes them (RFC 4314 3.1), under the account's lock; the caller saves the state and tells those concerned. Those
 * who are not named keep theirs, unless `whole`. Throws no-permission, mailbox-not-found, invalid (the owner has all rights),
 * limit-reached.
 */
export async function grantRights(
  tx: Transaction,
  state: AccountState,
  mailbox: MailboxRef,
  grants: Grants,
  whole: boolean,
): Promise<ChangedGrant[]> {
  requireRights(mailbox, 'a');
  const { accountId, mailboxId } = mailbox;
  if (grants.has(accountId)) throw new MailError('invalid', 'Its owner has all rights');
  const before = await readBefore(tx, mailbox);
  const after = new Map(whole ? [] : before.rights);
  for (const [grantee, rights] of grants) {
    const letters = rights && formatRights(rights);
    if (letters) after.set(grantee, letters);
    else after.delete(grantee);
  }
  if (after.size > MAX_GRANTEES)
    throw new MailError('limit-reached', `A mailbox is shared with at most ${MAX_GRANTEES} accounts`);
  const changed = [...new Set([...before.rights.keys(), ...after.keys()])]
    .map((granteeId) => ({
      ...{ granteeId, mailboxId, name: before.name },
      ...{ before: before.rights.get(granteeId) ?? null, after: after.get(granteeId) ?? null },
    }))
    .filter((each) => each.before !== each.after);
  if (changed.length === 0) return [];
  await write(tx, accountId, changed);
  await requireFewOwners(
    tx,
    changed.filter(({ before }) => before === null).map(({ granteeId }) => granteeId),
  );
  await tx.query('update mailboxes set changed_modseq = $3 where account_id = $1 and id = $2', [
    ...[accountId, mailboxId, state.modseq],
  ]);
  return changed;
}

async function readBefore(
  tx: Transaction,
  { accountId, mailboxId }: MailboxRef,
): Promise<{ name: string; rights: Map<number, string> }> {
  const { rows } = await tx.query<{ name: string; grantee_id: number | null; rights: string }>(
    `select m.name, s.grantee_id, s.rights from mailboxes m
     left join mailbox_shares s on s.account_id = m.account_id and s.mailbox_id = m.id
     where m.account_id = $1 and m.id = $2`,
    [accountId, mailboxId],
  );
  const [first] = rows;
  if (!first) throw new MailError('mailbox-not-found', 'There is no such mailbox');
  const rights = rows.flatMap((row) => (row.grantee_id === null ? [] : [[row.grantee_id, row.rights] as const]));
  return { name: first.name, rights: new Map(rights) };
}

async function write(tx: Transaction, accountId: number, changed: readonly ChangedGrant[]): Promise<void> {
  await tx.query(
    `with wanted as (
       select * from unnest($2::bigint[], $3::bigint[], $4::text[]) as w (mailbox_id, grantee_id, rights)
     ), taken as (
       delete from mailbox_shares s using wanted w
       where s.account_id = $1 and s.mailbox_id = w.mailbox_id and s.grantee_id = w.grantee_id and w.rights is null
     )
     insert into mailbox_shares (account_id, mailbox_id, grantee_id, rights)
     select $1, mailbox_id, grantee_id, rights from wanted where rights is not null
     on conflict (account_id, mailbox_id, grantee_id) do update set rights = excluded.rights`,
    [
      accountId,
      changed.map(({ mailboxId }) => mailboxId),
      changed.map(({ granteeId }) => granteeId),
      changed.map(({ after }) => after),
    ],
  );
}

/** A session tells of so many accounts, and no more. */
async function requireFewOwners(tx: Transaction, granteeIds: readonly number[]): Promise<void> {
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

/** What somebody makes below a shared mailbox is for those for whom that one is. */
export async function inheritRights(tx: Transaction, parent: MailboxRef, mailboxId: number): Promise<void> {
  await tx.query(
    `insert into mailbox_shares (account_id, mailbox_id, grantee_id, rights)
     select account_id, $3, grantee_id, rights from mailbox_shares where account_id = $1 and mailbox_id = $2`,
    [parent.accountId, parent.mailboxId, mailboxId],
  );
}

/** With a mailbox its rights go. Returns whose they were. */
export async function dropRights(tx: Transaction, accountId: number, mailboxId: number): Promise<number[]> {
  const { rows } = await tx.query<{ grantee_id: number }>(
    'delete from mailbox_shares where account_id = $1 and mailbox_id = $2 returning grantee_id',
    [accountId, mailboxId],
  );
  return rows.map((row) => row.grantee_id);
}
