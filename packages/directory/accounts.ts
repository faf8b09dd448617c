import type { Queryable, Transaction } from '@postroom/database';
import { saslPrep } from '@postroom/sasl';
import { MailError } from '@postroom/types';
import { addressKey, domainKey, domainOf } from './address-key.ts';
import { reserveName } from './joining/reserved-names.ts';
import { hashPassword } from './passwords.ts';

export type AccountStatus = 'active' | 'suspended';

export interface Account {
  id: number;
  address: string;
  displayName: string;
  status: AccountStatus;
  quotaBytes: number | null;
  usedBytes: number;
  messageCount: number;
  createdAt: Date;
  /** Where its mail is forwarded; null when it is not. */
  forwarding: Forwarding | null;
  /** When it will be deleted at its owner's request; null when it stays. */
  leavesAt: Date | null;
}

export interface Forwarding {
  /** Addresses here or elsewhere. */
  targets: string[];
  /** Whether the mail is filed here as well. */
  keep: boolean;
}

export interface NewAccount {
  address: string;
  password: string;
  displayName?: string;
  /** Octets; null means unlimited. */
  quotaBytes?: number | null;
}

const SELECT = `select a.id, a.address, a.display_name as "displayName", a.status, a.quota_bytes as "quotaBytes",
  coalesce(s.used_bytes, 0) as "usedBytes", coalesce(s.message_count, 0) as "messageCount",
  a.created_at as "createdAt",
  case when a.forward_to is not null then json_build_object('targets', a.forward_to, 'keep', a.forward_keep) end as forwarding,
  d.leaves_at as "leavesAt"
  from accounts a left join account_state s on s.account_id = a.id left join departures d on d.account_id = a.id`;

/**
 * Inserts the account and returns its id. The caller creates its mailboxes in the same transaction. Throws invalid,
 * not-found (the domain is not ours), already-exists.
 */
export async function insertAccount(db: Queryable, account: NewAccount): Promise<number> {
  return insertHashed(db, { ...account, passwordHash: await hashPassword(account.password) });
}

/** Does the same with a password that is already hashed, so that no transaction waits for the hashing. */
export async function insertHashed(
  db: Queryable,
  account: Omit<NewAccount, 'password'> & { passwordHash: string },
): Promise<number> {
  const address = addressKey(account.address);
  if (!address) throw new MailError('invalid', `Not an address: ${account.address}`);
  const local = address.slice(0, address.lastIndexOf('@'));
  // RFC 8265 3.3.1: a program may prepare the name before it logs in (RFC 5802 5.1), and must reach the same account.
  if (saslPrep(local) !== local)
    throw new MailError(
      'invalid',
      `Mail programs cannot log in as ${local}; the form that they send is ${saslPrep(local) ?? 'invalid'}`,
    );
  const domain = await db.query('select 1 from domains where name = $1', [domainOf(address)]);
  if (!domain.rowCount) throw new MailError('not-found', `Domain ${domainOf(address)} is not one of ours`);
  const taken = await db.query('select 1 from aliases where address = $1', [address]);
  if (taken.rowCount) throw new MailError('already-exists', `${address} is an alias`);
  const group = await db.query('select 1 from groups where address = $1', [address]);
  if (group.rowCount) throw new MailError('already-exists', `${address} is a group`);
  const { rows } = await db.query<{ id: number }>(
    `insert into accounts (address, domain, display_name, password_hash, quota_bytes) values ($1, $2, $3, $4, $5)
     on conflict (address) do nothing returning id`,
    [address, domainOf(address), account.displayName ?? '', account.passwordHash, account.quotaBytes],
  );
  if (!rows[0]) throw new MailError('already-exists', `Account ${address} exists already`);
  return rows[0].id;
}

/** Returns accounts ordered by address, all or those of one domain; `after` is for paging. */
export async function listAccounts(
  db: Queryable,
  filter: { domain?: string; after?: string; limit: number },
): Promise<Account[]> {
  const { rows } = await db.query<Account & Record<string, unknown>>(
    `${SELECT} where ($1::text is null or a.domain = $1) and a.address > $2 order by a.address limit $3`,
    [filter.domain === undefined ? null : (domainKey(filter.domain) ?? ''), filter.after ?? '', filter.limit],
  );
  return rows;
}

/** Returns the account with this address. Throws not-found. */
export async function findAccount(db: Queryable, address: string): Promise<Account> {
  const { rows } = await db.query<Account & Record<string, unknown>>(`${SELECT} where a.address = $1`, [
    addressKey(address),
  ]);
  if (!rows[0]) throw new MailError('not-found', `No account ${address}`);
  return rows[0];
}

/** Sets a password and returns the account's id. Sessions that use the old password end: announce it after the commit. */
export async function setPassword(db: Queryable, address: string, password: string): Promise<number> {
  return update(db, address, 'password_hash', await hashPassword(password));
}

/** Does the same, but keeps the session that asks for it (null: there is none). */
export async function changePassword(
  tx: Transaction,
  address: string,
  password: string,
  sessionId: number | null,
): Promise<number> {
  const accountId = await setPassword(tx, address, password);
  await tx.query('delete from login_sessions where account_id = $1 and id is distinct from $2', [accountId, sessionId]);
  await tx.query(
    `update login_sessions s set credentials = md5(a.password_hash) from accounts a
     where a.id = $1 and s.account_id = a.id and s.id = $2`,
    [accountId, sessionId],
  );
  return accountId;
}

/** Sets the name that people see beside the address. */
export async function setDisplayName(db: Queryable, address: string, displayName: string): Promise<void> {
  await update(db, address, 'display_name', displayName);
}

export async function setQuota(db: Queryable, address: string, quotaBytes: number | null): Promise<void> {
  await update(db, address, 'quota_bytes', quotaBytes);
}

/**
 * Sets the status and returns the account's id. A suspended account cannot log in or send; mail for it is deferred, so its senders
 * keep it. Its sessions end: announce it after the commit.
 */
export async function setStatus(db: Queryable, address: string, status: AccountStatus): Promise<number> {
  const accountId = await update(db, address, 'status', status);
  if (status === 'suspended') await db.query('delete from login_sessions where account_id = $1', [accountId]);
  return accountId;
}

async function update(db: Queryable, address: string, column: string, value: unknown): Promise<number> {
  const { rows } = await db.query<{ id: number }>(
    `update accounts set ${column} = $2 where address = $1 returning id`,
    [addressKey(address), value],
  );
  if (!rows[0]) throw new MailError('not-found', `No account ${address}`);
  return rows[0].id;
}

/**
 * Removes the account; the caller removes its mailboxes in the same transaction. Returns its id. Its sessions end.
 * @param reservedDays how long nobody can get its address by joining
 */
export async function deleteAccount(db: Queryable, address: string, reservedDays = 0): Promise<number> {
  const { rows } = await db.query<{ id: number; address: string }>(
    'delete from accounts where address = $1 returning id, address',
    [addressKey(address)],
  );
  if (!rows[0]) throw new MailError('not-found', `No account ${address}`);
  await db.query('delete from login_sessions where account_id = $1', [rows[0].id]);
  await db.query('delete from app_passwords where account_id = $1', [rows[0].id]);
  await reserveName(db, rows[0].address, reservedDays);
  return rows[0].id;
}
