import type { Queryable, Transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { addressKey, domainKey, domainOf } from '../address-key.ts';
import { domainsIn } from '../domains-in.ts';

export type JoinMode = 'closed' | 'open' | 'invitation' | 'approval';

export interface JoinPolicy {
  mode: JoinMode;
  /** Letters allowed in names: ASCII, or any one script. */
  names: 'ascii' | 'any';
  /** Names that nobody gets, besides those reserved in every domain. */
  reserved: string[];
  /** The quota of people who join, in octets; null means unlimited. */
  quotaBytes: number | null;
  /** Whether people may join although the domain has a catch-all, which then loses the mail of their names. */
  overCatchAll: boolean;
}

export const CLOSED: JoinPolicy = {
  mode: 'closed',
  names: 'ascii',
  reserved: [],
  quotaBytes: null,
  overCatchAll: false,
};

const MAX_RESERVED = 1_000;
/** The most domains that are listed to people who want to join. Other open domains can be joined by entering their names. */
const MAX_LISTED = 100;

const COLUMNS = 'j.mode, j.names, j.reserved, j.quota_bytes as "quotaBytes", j.over_catch_all as "overCatchAll"';

/** SQL on rows `d` of domains and `j` of domain_joining: the domain is open. Without a postmaster, or with a catch-all, it stays closed. */
const IS_OPEN = `j.mode <> 'closed' and d.postmaster is not null
  and (j.over_catch_all or not exists (select 1 from aliases a where a.address = '@' || d.name))`;

type Row = JoinPolicy & Record<string, unknown>;

/** Returns the policy that the operator set. Throws not-found. */
export async function findJoinPolicy(db: Queryable, domain: string): Promise<JoinPolicy> {
  const { rows } = await db.query<Row & { has: boolean }>(
    `select ${COLUMNS}, j.domain is not null as has from domains d left join domain_joining j on j.domain = d.name
     where d.name = $1`,
    [domainKey(domain)],
  );
  if (!rows[0]) throw new MailError('not-found', `No domain ${domain}`);
  const { has, ...policy } = rows[0];
  return has ? policy : CLOSED;
}

/**
 * Sets who may join. An open domain must name a postmaster, since its mail would otherwise go to the first account. It must have no
 * catch-all, whose mail new accounts would take, unless `overCatchAll`. Throws not-found, invalid, cannot.
 */
export async function setJoinPolicy(tx: Transaction, name: string, policy: JoinPolicy): Promise<void> {
  const domain = domainKey(name);
  const reserved = [...new Set(policy.reserved.map((word) => localOf(word)))];
  if (reserved.length > MAX_RESERVED)
    throw new MailError('invalid', `A domain can have at most ${MAX_RESERVED} reserved names`);
  const { rows } = await tx.query<{ postmaster: string | null; catch_all: boolean }>(
    `select postmaster, exists (select 1 from aliases a where a.address = '@' || d.name) as catch_all
     from domains d where name = $1 for no key update`,
    [domain],
  );
  const found = rows[0];
  if (!found) throw new MailError('not-found', `No domain ${name}`);
  if (policy.mode !== 'closed' && found.postmaster === null)
    throw new MailError(
      'cannot',
      `Set who gets mail for postmaster@${domain} first; otherwise the first person to join could get it (postroom domain postmaster ${domain} ADDRESS)`,
    );
  if (policy.mode !== 'closed' && found.catch_all && !policy.overCatchAll)
    throw new MailError(
      'cannot',
      `${domain} has a catch-all, and people who join take names away from it: allow this (--over-catch-all), or remove the catch-all`,
    );
  await tx.query(
    `insert into domain_joining (domain, mode, names, reserved, quota_bytes, over_catch_all) values ($1, $2, $3, $4, $5, $6)
     on conflict (domain) do update set mode = excluded.mode, names = excluded.names, reserved = excluded.reserved,
       quota_bytes = excluded.quota_bytes, over_catch_all = excluded.over_catch_all`,
    [domain, policy.mode, policy.names, reserved, policy.quotaBytes, policy.overCatchAll],
  );
}

function localOf(word: string): string {
  const key = word.includes('@') ? null : addressKey(`${word}@reserved.invalid`);
  if (key === null) throw new MailError('invalid', `Not the part of an address before the @: ${word}`);
  return key.slice(0, -1 - domainOf(key).length);
}

/** Returns the policy in effect for people who want to join; a domain that is not ours counts as closed. */
export async function joinPolicyOf(db: Queryable, domain: string): Promise<JoinPolicy & { domain: string }> {
  return found(db, domain, '');
}

/** Does the same with a lock: nobody else joins or changes the policy before the transaction ends. */
export async function lockJoinPolicy(tx: Transaction, domain: string): Promise<JoinPolicy & { domain: string }> {
  return found(tx, domain, 'for update of j');
}

async function found(db: Queryable, name: string, lock: string): Promise<JoinPolicy & { domain: string }> {
  const domain = domainKey(name) ?? '';
  const { rows } = await db.query<Row>({
    name: `join-policy-${lock}`,
    text: `select ${COLUMNS} from domain_joining j join domains d on d.name = j.domain where d.name = $1 and ${IS_OPEN} ${lock}`,
    values: [domain],
  });
  return { ...(rows[0] ?? CLOSED), domain };
}

export interface JoinableDomain {
  name: string;
  mode: Exclude<JoinMode, 'closed'>;
  names: JoinPolicy['names'];
}

/** Returns domains that people may join; the one that contains the host name comes first. */
export async function joinableDomains(db: Queryable, host: string): Promise<JoinableDomain[]> {
  const { rows } = await db.query<JoinableDomain & Record<string, unknown>>({
    name: 'joinable-domains',
    text: `select d.name, j.mode, j.names from domain_joining j join domains d on d.name = j.domain where ${IS_OPEN}
      order by coalesce(array_position($1::text[], d.name), 1000), d.name limit ${MAX_LISTED}`,
    values: [domainsIn(host)],
  });
  return rows;
}
