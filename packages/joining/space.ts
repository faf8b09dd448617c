import { transaction } from '@postroom/database';
import { type AlmostFull, almostFull, domainOf, forgetSpaceTold, noteSpaceTold } from '@postroom/directory';
import type { Filed, MailboxStore } from '@postroom/mailbox';
import { fileNotice, prepareNotice } from './notice.ts';
import { LANGUAGES, wordsIn } from './words/index.ts';

const BATCH = 100;

/**
 * Tells owners of mailboxes that are almost full, once until they have made room, by a mail in all our languages: nothing says which
 * one they read. What fails with one account stays with that one.
 */
export async function tellAlmostFull(
  store: MailboxStore,
  hostname: string,
  onError: (error: unknown, accountId: number) => void,
): Promise<void> {
  await forgetSpaceTold(store.pool);
  for (const account of await almostFull(store.pool, BATCH)) {
    await tell(store, hostname, account).catch((error: unknown) => onError(error, account.accountId));
  }
}

async function tell(
  store: MailboxStore,
  hostname: string,
  { accountId, address, used, quota }: AlmostFull,
): Promise<void> {
  const texts = LANGUAGES.map((language) => wordsIn(language).almostFull({ address, used, quota }));
  const notice = await prepareNotice(store, {
    ...{ hostname, to: { name: '', address } },
    from: { name: wordsIn('en').sender, address: `postmaster@${domainOf(address)}` },
    subject: texts.map(({ subject }) => subject).join(' · '),
    text: texts.map(({ text }) => text).join('\n--\n\n'),
  });
  const filed = await transaction(
    store.pool,
    async (tx): Promise<Filed | undefined> =>
      (await noteSpaceTold(tx, accountId)) ? fileNotice(tx, accountId, notice) : undefined,
  );
  if (filed)
    store.announce({ accountId, modseq: filed.modseq, mailboxIds: filed.entries.map((entry) => entry.mailboxId) });
}
