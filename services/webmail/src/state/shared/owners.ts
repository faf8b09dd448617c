import { part } from '../../shell/part.ts';
import { client, useMail } from '../mail.ts';

/** Reads what is shared of these accounts. Where the session is another one by now it is read again, and everything with it. */
export async function readOwners(accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0 && useMail.getState().owners.length === 0 && !client().isOld) return;
  await (await part('read-owners', () => import('./read-owners.ts'))).readOwners(accountIds);
}
