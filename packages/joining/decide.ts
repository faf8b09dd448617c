import type { BlobStore } from '@postroom/blobs';
import { type Transaction, transaction } from '@postroom/database';
import { decideApplication, domainOf, findJoinPolicy } from '@postroom/directory';
import { openAccount, prepareWelcome } from './open-account.ts';
import type { WelcomeSettings } from './settings.ts';

/** Approves an application: creates the mailbox. Returns its address. Throws not-found, cannot, already-exists. */
export async function approve(store: BlobStore, settings: WelcomeSettings, id: number, word: string): Promise<string> {
  return transaction(store.pool, async (tx) => {
    const { passwordHash, ...wanted } = await decideApplication(tx, id, 'approved', word);
    const { quotaBytes } = await findJoinPolicy(tx, domainOf(wanted.address));
    const welcome = await prepareWelcome(store, settings, wanted, quotaBytes);
    await openAccount(tx, { ...wanted, passwordHash }, quotaBytes, welcome);
    return wanted.address;
  });
}

/** Refuses an application. Returns the address that was applied for. Throws not-found, cannot. */
export async function refuse(tx: Transaction, id: number, word: string): Promise<string> {
  return (await decideApplication(tx, id, 'refused', word)).address;
}
