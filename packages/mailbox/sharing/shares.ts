import type { Queryable, Transaction } from '@postroom/database';
import { ALL_RIGHTS, FIRST_GROUP_ID, type Rights, readRights } from '@postroom/types';
import { MAX_SHARED_ACCOUNTS } from './bounds.ts';
import type { MailView, Share } from './mail-view.ts';
import { readerOf, type SharedSeen } from './own-seen.ts';
import type { ChangedGrant } from './settle.ts';

/** SQL: the owner of `m` is not suspended; a suspended account shares nothing. */
export const OWNER_IS_ACTIVE = `exists (select 1 from accounts o where o.id = m.account_id and o.status = 'active')`;

interface Row {
  mailbox_id: number;
  rights: string;
  is_subscribed: boolean;
}

/** Returns what an account sees of another account's mail; null when nothing is shared. */
export async function readSharedMail(
  db: Queryable,
  viewerId: number,
  ownerId: number,
  seen: SharedSeen,
): Promise<MailView | null> {
  const { rows } = await db.query<Row & Record<string, unknown>>({
    name: 'read-shared-mail',
    text: `select mailbox_id, rights, is_subscribed from mailbox_shares m
      where m.grantee_id = $1 and m.account_id = $2 and ${OWNER_IS_ACTIVE}`,
    values: [viewerId, ownerId],
  });
  if (rows.length === 0) return null;
  const shared = new Map(rows.map((row) => [row.mailbox_id, shareOf(row)]));
  return { accountId: ownerId, shared, reader: readerOf(viewerId, seen) };
}

function shareOf({ rights, is_subscribed: isSubscribed }: Row): Share {
  return { rights: readRights(rights), isSubscribed };
}

/** Returns the accounts that may use mailboxes of this one, members of groups included. */
export async function accountsSharedWith(db: Queryable, ownerId: number): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select distinct grantee_id as id from mailbox_shares
     where account_id = $1 and grantee_id < ${FIRST_GROUP_ID} and rights <> ''`,
    [ownerId],
  );
  return rows.map(({ id }) => id);
}

/** Returns what all accounts lose when this one goes. */
export async function endedShares(tx: Transaction, ownerId: number): Promise<ChangedGrant[]> {
  const { rows } = await tx.query<ChangedGrant & Record<string, unknown>>(
    `select m.account_id as "accountId", m.grantee_id as "granteeId", m.mailbox_id as "mailboxId", b.name, m.rights as before, null as after
     from mailbox_shares m join mailboxes b on b.account_id = m.account_id and b.id = m.mailbox_id
     where m.account_id = $1 and m.grantee_id < ${FIRST_GROUP_ID} and m.rights <> '' order by m.mailbox_id, m.grantee_id`,
    [ownerId],
  );
  return rows;
}

/** An account that shares something. */
export interface SharedAccount {
  readonly accountId: number;
  readonly address: string;
  readonly displayName: string;
  /** Whether nothing in it may be changed. */
  readonly isReadOnly: boolean;
}

/** Returns the accounts that share something with this one, ordered by id; at most MAX_SHARED_ACCOUNTS. */
export async function sharedAccounts(db: Queryable, viewerId: number): Promise<SharedAccount[]> {
  const { rows } = await db.query<SharedAccount & Record<string, unknown>>({
    name: 'shared-accounts',
    text: `select o.id as "accountId", o.address, o.display_name as "displayName", s."isReadOnly"
      from (
        select account_id, bool_and(rights !~ '[^lrp]') as "isReadOnly" from mailbox_shares
        where grantee_id = $1 group by account_id
      ) s join accounts o on o.id = s.account_id
      where o.status = 'active' order by o.id limit ${MAX_SHARED_ACCOUNTS}`,
    values: [viewerId],
  });
  return rows;
}

/** Returns the states of all of them, as `2=17.4-0fa51c02,5=…`: account, modseq and next id, and a hash of the rights there. */
export async function sharedStates(db: Queryable, viewerId: number): Promise<string> {
  const { rows } = await db.query<{ states: string }>({
    name: 'shared-states',
    text: 'select shared_states($1) as states',
    values: [viewerId],
  });
  return rows[0]?.states ?? '';
}

/** Returns the rights that accounts and groups were given in an account's mailboxes, by mailbox id and grantee id. */
export async function readGrants(db: Queryable, ownerId: number): Promise<Map<number, Map<number, Rights>>> {
  const { rows } = await db.query<{ mailbox_id: number; grantee_id: number; rights: string }>({
    name: 'read-grants',
    text: `select m.mailbox_id, m.grantee_id, coalesce(m.given_rights, m.rights) as rights from mailbox_shares m
      where m.account_id = $1 and m.given_rights is distinct from ''
        and m.grantee_id in (select id from accounts union all select id from groups)
      order by m.mailbox_id, m.grantee_id`,
    values: [ownerId],
  });
  return new Map(
    Array.from(
      Map.groupBy(rows, ({ mailbox_id: id }) => id),
      ([id, some]) => [id, new Map(some.map(({ grantee_id: grantee, rights }) => [grantee, readRights(rights)]))],
    ),
  );
}

/** An account or a group, and its given rights in a mailbox. */
export interface AclEntry {
  readonly granteeId: number;
  readonly address: string;
  readonly rights: Rights;
}

/** Returns who was given rights in a mailbox (RFC 4314 2): its owner first, then accounts and groups by address; at most MAX_GRANTEES. */
export async function readAcl(
  db: Queryable,
  { accountId, mailboxId }: { readonly accountId: number; readonly mailboxId: number },
): Promise<AclEntry[]> {
  const { rows } = await db.query<{ id: number; address: string; rights: string | null }>({
    name: 'read-acl',
    text: `select a.id, a.address, null as rights from accounts a where a.id = $1
      union all (
        select g.id, g.address, coalesce(m.given_rights, m.rights) from mailbox_shares m
        join (select id, address from accounts union all select id, address from groups) g on g.id = m.grantee_id
        where m.account_id = $1 and m.mailbox_id = $2 and m.given_rights is distinct from '' order by g.address
      )`,
    values: [accountId, mailboxId],
  });
  return rows.map(({ id, address, rights }) => ({
    granteeId: id,
    address,
    rights: rights === null ? ALL_RIGHTS : readRights(rights),
  }));
}

/** Returns the accounts and groups that an account shares with, and the accounts that share with it. */
export async function sharingPartners(db: Queryable, accountId: number): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>({
    name: 'sharing-partners',
    text: `select grantee_id as id from mailbox_shares where account_id = $1 and given_rights is distinct from ''
      union select account_id from mailbox_shares where grantee_id = $1 limit 1000`,
    values: [accountId],
  });
  return rows.map(({ id }) => id);
}

/** Sets whether an account is subscribed to a mailbox that is shared with it (RFC 8621 2 isSubscribed). */
export async function subscribeShared(
  db: Queryable,
  viewerId: number,
  { accountId, mailboxId }: { readonly accountId: number; readonly mailboxId: number },
  isSubscribed: boolean,
): Promise<void> {
  await db.query(
    'update mailbox_shares set is_subscribed = $4 where account_id = $2 and mailbox_id = $3 and grantee_id = $1',
    [viewerId, accountId, mailboxId, isSubscribed],
  );
}
