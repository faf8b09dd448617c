import type { Queryable } from '@postroom/database';
import { normaliseAddress } from '@postroom/smtp';
import { addressKey } from '../address-key.ts';
import type { Delegate } from './change.ts';
import { DELEGATION, type Delegation, type DelegationMode, IS_OPEN, isFor } from './delegation.ts';

export interface DelegationFilter {
  readonly address?: string;
  /** The address of an account or a group. */
  readonly to?: string;
  /** The id of the last delegation on the page before. */
  readonly after?: number;
  readonly limit: number;
}

/** Returns delegations in the order in which they were made. */
export async function listDelegations(
  db: Queryable,
  { address, to, after = 0, limit }: DelegationFilter,
): Promise<Delegation[]> {
  const { rows } = await db.query<Delegation & Record<string, unknown>>(
    `select ${DELEGATION}
     where g.id > $1 and ($2::text is null or g.address = $2) and ($3::text is null or coalesce(a.address, r.address) = $3)
     order by g.id limit $4`,
    [
      after,
      address === undefined ? null : (addressKey(address) ?? ''),
      to === undefined ? null : (addressKey(to) ?? ''),
      limit,
    ],
  );
  return rows;
}

/** Returns the ids of accounts that may send in the name of an address, directly or through a group, in ascending order. */
export async function delegatesOf(db: Queryable, address: string): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select distinct coalesce(m.account_id, g.delegate_id) as id
     from delegations g left join group_members m on m.group_id = g.group_id
     where g.address = $1 and coalesce(m.account_id, g.delegate_id) is not null order by id`,
    [addressKey(address)],
  );
  return rows.map(({ id }) => id);
}

/** Returns the ids of the accounts that a delegation is for, in ascending order. */
export async function accountsOf(db: Queryable, { delegateId, groupId }: Delegate): Promise<number[]> {
  if (groupId === null) return delegateId === null ? [] : [delegateId];
  const { rows } = await db.query<{ id: number }>(
    'select account_id as id from group_members where group_id = $1 order by account_id',
    [groupId],
  );
  return rows.map(({ id }) => id);
}

/** Returns delegations of aliases that lead to an account, in the order in which they were made. */
export async function listAliasDelegations(
  db: Queryable,
  { accountId, address }: { accountId: number; address: string },
  limit: number,
): Promise<Delegation[]> {
  const { rows } = await db.query<Delegation & Record<string, unknown>>(
    `select ${DELEGATION} join aliases l on l.address = g.alias
     where g.delegate_id is distinct from $1 and exists (select 1 from unnest(l.targets) target where lower(target) = any($2::text[]))
     order by g.id limit $3`,
    [accountId, [address, normaliseAddress(address) ?? address], limit],
  );
  return rows;
}

/** An address that is not the account's own, in whose name it may send. */
export interface Delegated {
  readonly address: string;
  /** The display name of its owner; '' for an alias. */
  readonly name: string;
  readonly mode: DelegationMode;
  /** The address of the group that it is delegated to; null when it is delegated to the account itself. */
  readonly group: string | null;
}

/** Returns the addresses delegated to an account, ordered, each once and with the widest right. */
export async function readDelegated(db: Queryable, accountId: number, limit: number): Promise<Delegated[]> {
  const { rows } = await db.query<Delegated & Record<string, unknown>>(
    `select distinct on (g.address) g.address, coalesce(o.display_name, '') as name, g.mode, r.address as "group"
     from delegations g left join accounts o on o.id = g.owner_id left join groups r on r.id = g.group_id
     where ${isFor('$1')} and g.owner_id is distinct from $1
     order by g.address, g.mode, g.group_id nulls first limit $2`, // send-as comes first
    [accountId, limit],
  );
  return rows;
}

/** Returns those of the addresses, unchanged, in whose name an account may write when it names itself in Sender. */
export async function onBehalfOf(db: Queryable, accountId: number, addresses: readonly string[]): Promise<Set<string>> {
  const keys = new Map(addresses.map((address) => [address, addressKey(address)]));
  const { rows } = await db.query<{ address: string }>(
    `select g.address from delegations g where g.address = any($2::text[]) and ${isFor('$1')} and ${IS_OPEN}`,
    [accountId, [...keys.values()]],
  );
  const found = new Set(rows.map(({ address }) => address));
  return new Set(addresses.filter((address) => found.has(keys.get(address) ?? '')));
}
