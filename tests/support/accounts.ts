import { type BlobStore, readBlobRange } from '@postroom/blobs';
import { openPool, transaction } from '@postroom/database';
import { addDomain, domainOf, insertAccount, listDomains } from '@postroom/directory';
import { findMailbox, openMailbox, provisionAccount, readEntries } from '@postroom/mailbox';
import { eventually } from './eventually.ts';

/** The password of every account in the tests. */
export const PASSWORD = 'correct horse';

/** Direct access to a platform's database, to prepare and inspect data without a protocol. */
export interface Backstage extends BlobStore, AsyncDisposable {
  /** Makes an account, and its domain where it is new. Returns its id. */
  account(address: string, quotaBytes?: number | null): Promise<number>;
  /** Waits until a mailbox has `count` messages; returns them in the order of their uids. */
  messages(accountId: number, count: number, mailbox?: string): Promise<Buffer[]>;
}

/** @param objects the store for large bodies, if the platform has one */
export function backstage(databaseUrl: string, objects?: BlobStore['objects']): Backstage {
  const pool = openPool({ url: databaseUrl, name: 'test', max: 3 });
  return {
    pool,
    objects,
    async account(address, quotaBytes = null) {
      const domain = domainOf(address);
      if (!(await listDomains(pool)).some(({ name }) => name === domain)) await addDomain(pool, domain);
      return transaction(pool, async (tx) => {
        const id = await insertAccount(tx, { address, password: PASSWORD, quotaBytes });
        await provisionAccount(tx, id);
        return id;
      });
    },
    messages: (accountId, count, name = 'INBOX') =>
      eventually(`${count} messages in ${name} of account ${accountId}`, async () => {
        const mailbox = await findMailbox(pool, accountId, name);
        if (mailbox.messageCount < count) return undefined;
        const { uids } = await openMailbox(pool, mailbox, { claimRecent: false });
        const raw: Buffer[] = [];
        for await (const page of readEntries(pool, mailbox, uids)) {
          for (const entry of page) raw.push(await readBlobRange({ pool, objects }, entry.blobId, 0, entry.size));
        }
        return raw;
      }),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}
