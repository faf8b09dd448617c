import { part } from '../../shell/part.ts';
import { client, useMail } from '../mail.ts';

/** Reads what these accounts share. Where the session has changed, it is read again, and with it all shared folders. */
export async function readOwners(accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0 && useMail.getState().owners.length === 0 && !client().isOld) return;
  await (await part('read-owners', () => import('./read-owners.ts'))).readOwners(accountIds);
}
