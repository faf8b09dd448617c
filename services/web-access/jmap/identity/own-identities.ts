import { findAccount } from '@postroom/directory';
import { type Identity, readIdentities } from '@postroom/sending';
import type { Context } from '../context.ts';

/** Returns the identities of the user who asks. */
export async function ownIdentities({ services: { store }, login }: Context): Promise<Identity[]> {
  const { displayName } = await findAccount(store.pool, login.address);
  return readIdentities(store.pool, { ...login, displayName });
}
