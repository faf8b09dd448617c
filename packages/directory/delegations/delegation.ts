/**
 * send-as: mail is from the address, and nobody sees who wrote it. send-on-behalf: its From is the address, and its Sender is who wrote
 * it (RFC 5322 3.6.2).
 */
export type DelegationMode = 'send-as' | 'send-on-behalf';

/** Who may send in the name of an address of somebody else. */
export interface Delegation {
  id: number;
  address: string;
  /** An account or a group. */
  to: string;
  isGroup: boolean;
  mode: DelegationMode;
  createdAt: Date;
}

/** SQL: what is shown of a delegation `g`. */
export const DELEGATION = `g.id, g.address, coalesce(a.address, r.address) as "to", g.group_id is not null as "isGroup", g.mode,
  g.created_at as "createdAt"
  from delegations g left join accounts a on a.id = g.delegate_id left join groups r on r.id = g.group_id`;

/** SQL: a delegation `g` is for the account `$n`, itself or by a group. */
export function isFor(parameter: string): string {
  return `(g.delegate_id = ${parameter}
    or g.group_id in (select group_id from group_members where account_id = ${parameter}))`;
}

/** SQL: of a delegation `g`; nobody sends in the name of who is suspended. */
export const IS_OPEN = `not exists (select 1 from accounts o where o.id = g.owner_id and o.status <> 'active')`;
