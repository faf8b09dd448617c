import type { Queryable, Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { addressKey, domainKey, domainOf } from './address-key.ts';

/** Accounts to which mailboxes can be shared together. */
export interface Group {
  id: number;
  /** Its name, written as an address. */
  address: string;
  displayName: string;
  /** The number of its members. */
  members: number;
  createdAt: Date;
}

/** The most accounts in one group. */
export const MAX_MEMBERS = 500;

const SELECT = `select g.id, g.address, g.display_name as "displayName", g.created_at as "createdAt",
  (select count(*) from group_members m where m.group_id = g.id) as members from groups g`;

/** Creates an empty group. Throws invalid, not-found (the domain is not ours), already-exists. */
export async function addGroup(db: Queryable, address: string, displayName = ''): Promise<Group> {
  const key = addressKey(address);
  if (!key)
    throw new MailError(
      'invalid',
      `The name of a group must look like an address, such as team@example.org: ${address}`,
    );
  const domain = await db.query('select 1 from domains where name = $1', [domainOf(key)]);
  if (!domain.rowCount) throw new MailError('not-found', `Domain ${domainOf(key)} is not one of ours`);
  const account = await db.query('select 1 from accounts where address = $1', [key]);
  if (account.rowCount) throw new MailError('already-exists', `${key} is an account`);
  const { rowCount } = await db.query(
    'insert into groups (address, domain, display_name) values ($1, $2, $3) on conflict (address) do nothing',
    [key, domainOf(key), displayName],
  );
  if (!rowCount) throw new MailError('already-exists', `Group ${key} exists already`);
  return findGroup(db, key);
}

/** Returns groups ordered by address, all or those of one domain; `after` is for paging. */
export async function listGroups(
  db: Queryable,
  filter: { domain?: string; after?: string; limit: number },
): Promise<Group[]> {
  const { rows } = await db.query<Group & Record<string, unknown>>(
    `${SELECT} where ($1::text is null or g.domain = $1) and g.address > $2 order by g.address limit $3`,
    [filter.domain === undefined ? null : (domainKey(filter.domain) ?? ''), filter.after ?? '', filter.limit],
  );
  return rows;
}

/** Returns the group with this address. Throws not-found. */
export async function findGroup(db: Queryable, address: string): Promise<Group> {
  const { rows } = await db.query<Group & Record<string, unknown>>(`${SELECT} where g.address = $1`, [
    addressKey(address),
  ]);
  if (!rows[0]) throw new MailError('not-found', `No group ${address}`);
  return rows[0];
}

/** Returns the addresses of its members, ordered. */
export async function listMembers(db: Queryable, groupId: number): Promise<string[]> {
  const { rows } = await db.query<{ address: string }>(
    `select a.address from group_members m join accounts a on a.id = m.account_id
     where m.group_id = $1 order by a.address`,
    [groupId],
  );
  return rows.map(({ address }) => address);
}

/** Locks and returns a group before its members change: until the transaction ends nobody can share anything with it. Throws not-found. */
export async function lockGroup(tx: Transaction, address: string): Promise<Group> {
  await tx.query('select 1 from groups where address = $1 for update', [addressKey(address)]);
  return findGroup(tx, address);
}

/**
 * Adds an account to a locked group; the caller gives it the group's rights. Returns its id, or null if it was already a member. Throws
 * not-found, limit-reached, and invalid for an account of another domain, unless `anyDomain`.
 */
export async function addMember(
  tx: Transaction,
  group: Group,
  address: string,
  anyDomain: boolean,
): Promise<number | null> {
  const id = await accountId(tx, address);
  if (!anyDomain && domainOf(group.address) !== domainOf(addressKey(address) ?? ''))
    throw new MailError(
      'invalid',
      `${address} belongs to another domain than the group (SHARE_WITH=everybody allows it)`,
    );
  const { rowCount } = await tx.query('insert into group_members values ($1, $2) on conflict do nothing', [
    ...[group.id, id],
  ]);
  if (!rowCount) return null;
  if (group.members >= MAX_MEMBERS) throw new MailError('limit-reached', `A group has at most ${MAX_MEMBERS} members`);
  return id;
}

/** Removes an account from a locked group; the caller takes the group's rights from it. Returns its id. Throws not-found. */
export async function removeMember(tx: Transaction, group: Group, address: string): Promise<number> {
  const id = await accountId(tx, address);
  const { rowCount } = await tx.query('delete from group_members where group_id = $1 and account_id = $2', [
    ...[group.id, id],
  ]);
  if (!rowCount) throw new MailError('not-found', `${address} is not in ${group.address}`);
  return id;
}

/** Deletes a locked group. Returns the ids of its members; the caller takes the group's rights from them. */
export async function deleteGroup(tx: Transaction, group: Group): Promise<number[]> {
  const { rows } = await tx.query<{ account_id: number }>(
    'delete from group_members where group_id = $1 returning account_id',
    [group.id],
  );
  await tx.query('delete from groups where id = $1', [group.id]);
  return rows.map((row) => row.account_id);
}

async function accountId(db: Queryable, address: string): Promise<number> {
  const { rows } = await db.query<{ id: number }>('select id from accounts where address = $1', [addressKey(address)]);
  if (!rows[0]) throw new MailError('not-found', `No account ${address}`);
  return rows[0].id;
}
