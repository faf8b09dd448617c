import { domainOf, type Principal, type PrincipalScope, readPrincipals } from '@postroom/directory';
import { sharingPartners } from '@postroom/mailbox';
import type { Context } from '../context.ts';

/** Principals of one answer. */
export const MAX_PRINCIPALS = 1_000;

/** Whom the one who asks may see: who has the same domain, unless all may be, and who shares with him already. */
export async function principalScope({ services, login }: Context): Promise<PrincipalScope> {
  const { store, settings } = services;
  if (settings.shareWith === 'everybody') return { domain: null, others: [] };
  return { domain: domainOf(login.address), others: await sharingPartners(store.pool, login.accountId) };
}

/** Those of these accounts and groups that may be seen. */
export async function seenPrincipals(context: Context, ids: readonly number[]): Promise<Principal[]> {
  return readPrincipals(context.services.store.pool, await principalScope(context), ids, ids.length);
}
