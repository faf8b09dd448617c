/**
 * send-as: mail comes from the address, and nobody sees who wrote it. send-on-behalf: the address is in From, and the writer's own
 * address is in Sender (RFC 5322 3.6.2).
 */
export type DelegationMode = 'send-as' | 'send-on-behalf';

/** The right of an account or group to send in the name of an address that is not its own. */
export interface Delegation {
  id: number;
  address: string;
  /** The address of an account or a group. */
  to: string;
  isGroup: boolean;
  mode: DelegationMode;
  createdAt: Date;
}

/** SQL: the columns of a delegation `g`. */
export const DELEGATION = `g.id, g.address, coalesce(a.address, r.address) as "to", g.group_id is not null as "isGroup", g.mode,
  g.created_at as "createdAt"
  from delegations g left join accounts a on a.id = g.delegate_id left join groups r on r.id = g.group_id`;

/** SQL: a delegation `g` is for the account in `parameter`, directly or through a group. */
export function isFor(parameter: string): string {
  return `(g.delegate_id = ${parameter}
    or g.group_id in (select group_id from group_members where account_id = ${parameter}))`;
}

/** SQL on a delegation `g`: the owner of the address is not suspended. */
export const IS_OPEN = `not exists (select 1 from accounts o where o.id = g.owner_id and o.status <> 'active')`;
