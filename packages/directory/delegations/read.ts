import type { Queryable } from '@postroom/database';
import { addressKey } from '../address-key.ts';
import type { Delegate } from './change.ts';
import { DELEGATION, type Delegation, IS_OPEN, isFor } from './delegation.ts';

export interface DelegationFilter {
  readonly address?: string;
  /** An account or a group, by its address. */
  readonly to?: string;
  /** The id of the last one of the page before. */
  readonly after?: number;
  readonly limit: number;
}

/** In the order in which they were made. */
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

/** The accounts that may send in the name of an address, whether themselves or by a group, in the order of their ids. */
export async function delegatesOf(db: Queryable, address: string): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `select distinct coalesce(m.account_id, g.delegate_id) as id
     from delegations g left join group_members m on m.group_id = g.group_id
     where g.address = $1 and coalesce(m.account_id, g.delegate_id) is not null order by id`,
    [addressKey(address)],
  );
  return rows.map(({ id }) => id);
}

/** The accounts that a delegation is for, in the order of their ids. */
export async function accountsOf(db: Queryable, { delegateId, groupId }: Delegate): Promise<number[]> {
  if (groupId === null) return delegateId === null ? [] : [delegateId];
  const { rows } = await db.query<{ id: number }>(
    'select account_id as id from group_members where group_id = $1 order by account_id',
    [groupId],
  );
  return rows.map(({ id }) => id);
}

/** Addresses of others that an account may send as, with the names of whose they are. */
export async function readSendAs(db: Queryable, accountId: number): Promise<{ address: string; name: string }[]> {
  const { rows } = await db.query<{ address: string; name: string }>(
    `select distinct on (g.address) g.address, coalesce(o.display_name, '') as name
     from delegations g left join accounts o on o.id = g.owner_id
     where g.mode = 'send-as' and ${isFor('$1')} order by g.address`,
    [accountId],
  );
  return rows;
}

/** Those of the addresses, as they were given, in whose name an account may write when its Sender says who it is. */
export async function onBehalfOf(db: Queryable, accountId: number, addresses: readonly string[]): Promise<Set<string>> {
  const keys = new Map(addresses.map((address) => [address, addressKey(address)]));
  const { rows } = await db.query<{ address: string }>(
    `select g.address from delegations g where g.address = any($2::text[]) and ${isFor('$1')} and ${IS_OPEN}`,
    [accountId, [...keys.values()]],
  );
  const found = new Set(rows.map(({ address }) => address));
  return new Set(addresses.filter((address) => found.has(keys.get(address) ?? '')));
}
