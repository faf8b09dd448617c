import { transaction } from '@postroom/database';
import { type AlmostFull, almostFull, forgetSpaceTold, noteSpaceTold } from '@postroom/directory';
import type { Filed, MailboxStore } from '@postroom/mailbox';
import { fileNotice, prepareNotice } from './notice.ts';
import { inTheirLanguages } from './words/index.ts';

const BATCH = 100;

/**
 * Tells owners that their mailboxes are almost full, once until they have made room. A failure with one account does not affect others.
 */
export async function notifyAlmostFull(
  store: MailboxStore,
  hostname: string,
  onError: (error: unknown, accountId: number) => void,
): Promise<void> {
  await forgetSpaceTold(store.pool);
  for (const account of await almostFull(store.pool, BATCH)) {
    await notify(store, hostname, account).catch((error: unknown) => onError(error, account.accountId));
  }
}

async function notify(
  store: MailboxStore,
  hostname: string,
  { accountId, address, language, used, quota }: AlmostFull,
): Promise<void> {
  const notice = await prepareNotice(store, {
    hostname,
    to: { name: '', address },
    ...inTheirLanguages(language, address, (words) => words.almostFull({ address, used, quota })),
  });
  const filed = await transaction(
    store.pool,
    async (tx): Promise<Filed | undefined> =>
      (await noteSpaceTold(tx, accountId)) ? fileNotice(tx, accountId, notice) : undefined,
  );
  if (filed)
    store.announce({ accountId, modseq: filed.modseq, mailboxIds: filed.entries.map((entry) => entry.mailboxId) });
}
