import type { Queryable } from '@postroom/database';
import type { JsonObject } from '@postroom/jmap';
import { accountUsage } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import type { Context } from '../context.ts';

/** An account has only one quota, of octets. */
export const QUOTA_ID = 'Q1';

export const QUOTA_PROPERTIES = [
  ...['id', 'resourceType', 'used', 'hardLimit', 'warnLimit', 'softLimit', 'scope', 'name', 'types', 'description'],
];

/** The content of a quota state: the values that may change, so that any two states can be compared. */
export interface QuotaState {
  /** Null when nothing is limited and there is no quota. */
  readonly hardLimit: number | null;
  readonly used: number;
}

export interface Quotas {
  readonly state: string;
  readonly all: readonly JsonObject[];
}

const NONE: Quotas = { state: 'none', all: [] };

/** Returns the quotas of an account that limit types of which the request uses the capability (RFC 9425 4.1 types), and their state. */
export async function ownQuotas(
  { services, using }: Pick<Context, 'services' | 'using'>,
  accountId: number,
): Promise<Quotas> {
  return using.has(MAIL) ? accountQuotas(services.store.pool, accountId) : NONE;
}

/** Returns all quotas of an account (RFC 9425 4) and their state. */
export async function accountQuotas(db: Queryable, accountId: number): Promise<Quotas> {
  const { usedBytes, quotaBytes } = await accountUsage(db, accountId);
  return quotaBytes === null
    ? NONE
    : { state: `${usedBytes}.${quotaBytes}`, all: [quotaObject(usedBytes, quotaBytes)] };
}

/** Parses a quota state. Returns undefined for any other text. */
export function readQuotaState(state: string): QuotaState | undefined {
  if (state === 'none') return { hardLimit: null, used: 0 };
  const [, used, hardLimit] = /^(\d{1,16})\.(\d{1,16})$/.exec(state) ?? [];
  return used === undefined ? undefined : { used: Number(used), hardLimit: Number(hardLimit) };
}

function quotaObject(usedBytes: number, quotaBytes: number): JsonObject {
  return {
    id: QUOTA_ID,
    resourceType: 'octets',
    used: usedBytes,
    hardLimit: quotaBytes,
    warnLimit: Math.floor(quotaBytes * 0.9),
    softLimit: null,
    scope: 'account',
    name: 'Mail',
    types: ['Email'],
    description: null,
  };
}
