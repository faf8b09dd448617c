import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { addressKey, domainOf } from '../address-key.ts';
import type { DelegationMode } from './delegation.ts';

/** The most delegations of one address, and the most addresses delegated to one account or group. */
export const MAX_DELEGATIONS = 50;

/** The receiver of a delegation: one of the two is null. */
export interface Delegate {
  readonly delegateId: number | null;
  readonly groupId: number | null;
}

export interface NewDelegation {
  readonly address: string;
  /** The address of an account, or of a group. */
  readonly to: string;
  readonly mode: DelegationMode;
  /** Whether the delegate must be in the domain of the address. */
  readonly inDomain?: boolean;
}

/** Delegates an address, or changes the mode of an existing delegation. Throws invalid, not-found, limit-reached. */
export async function putDelegation(
  db: Queryable,
  { address, to, mode, inDomain = false }: NewDelegation,
): Promise<Delegate> {
  const key = addressKey(address);
  const owner = await db.query<{ id: number | null; alias: string | null }>(
    `select a.id, al.address as alias from (select $1::text as address) q
     left join accounts a on a.address = q.address left join aliases al on al.address = q.address and a.id is null`,
    [key],
  );
  const { id: ownerId = null, alias = null } = owner.rows[0] ?? {};
  if (ownerId === null && alias === null) throw new MailError('not-found', `There is no account or alias ${address}`);
  if (inDomain && domainOf(key ?? '') !== domainOf(addressKey(to) ?? ''))
    throw new MailError('invalid', `${to} belongs to another domain (SHARE_WITH=everybody allows it)`);
  const { delegateId, groupId } = await findDelegate(db, to);
  if (delegateId !== null && delegateId === ownerId) throw new MailError('invalid', `${address} is ${to}'s own`);
  const { rowCount } = await db.query(
    `insert into delegations (address, owner_id, alias, delegate_id, group_id, mode)
     select $1, $2, $3, $4, $5, $6
     where (select count(*) from delegations where address = $1
         and (delegate_id, group_id) is distinct from ($4::bigint, $5::bigint)) < ${MAX_DELEGATIONS}
       and (select count(*) from delegations where (delegate_id = $4 or group_id = $5) and address <> $1) < ${MAX_DELEGATIONS}
     on conflict (address, delegate_id, group_id) do update set mode = excluded.mode`,
    [key, ownerId, alias, delegateId, groupId, mode],
  );
  if (!rowCount)
    throw new MailError('limit-reached', `There are already ${MAX_DELEGATIONS} delegations: remove some first`);
  return { delegateId, groupId };
}

/** Removes a delegation. Throws not-found. */
export async function removeDelegation(db: Queryable, address: string, to: string): Promise<Delegate> {
  const delegate = await findDelegate(db, to);
  const { rowCount } = await db.query(
    'delete from delegations where address = $1 and delegate_id is not distinct from $2 and group_id is not distinct from $3',
    [addressKey(address), delegate.delegateId, delegate.groupId],
  );
  if (!rowCount) throw new MailError('not-found', `${address} is not delegated to ${to}`);
  return delegate;
}

async function findDelegate(db: Queryable, to: string): Promise<Delegate> {
  const { rows } = await db.query<{ account: number | null; group: number | null }>(
    `select (select id from accounts where address = $1) as account, (select id from groups where address = $1) as "group"`,
    [addressKey(to)],
  );
  const { account = null, group = null } = rows[0] ?? {};
  if (account === null && group === null) throw new MailError('not-found', `There is no account or group ${to}`);
  return account === null ? { delegateId: null, groupId: group } : { delegateId: account, groupId: null };
}
