import { domainOf, type Principal, type PrincipalScope, readPrincipals } from '@postroom/directory';
import { sharingPartners } from '@postroom/mailbox';
import type { Context } from '../context.ts';

/** The most principals in one response. */
export const MAX_PRINCIPALS = 1_000;

/** Returns whom a user may see: everybody, if so configured, or else accounts of the same domain and those that already share with the user. */
export async function principalScope({ services, login }: Context): Promise<PrincipalScope> {
  const { store, settings } = services;
  if (settings.shareWith === 'everybody') return { domain: null, others: [] };
  return { domain: domainOf(login.address), others: await sharingPartners(store.pool, login.accountId) };
}

/** Returns those of the accounts and groups that the user may see. */
export async function seenPrincipals(context: Context, ids: readonly number[]): Promise<Principal[]> {
  return readPrincipals(context.services.store.pool, await principalScope(context), ids, ids.length);
}
