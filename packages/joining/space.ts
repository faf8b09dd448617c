import { transaction } from '@postroom/database';
import { almostFull, domainOf, forgetSpaceTold, noteSpaceTold } from '@postroom/directory';
import type { Filed, MailboxStore } from '@postroom/mailbox';
import { fileNotice, prepareNotice } from './notice.ts';
import { LANGUAGES, wordsIn } from './words/index.ts';

const BATCH = 100;

/**
 * Tells owners of mailboxes that are almost full, once until they have made room, by a mail in all our languages: nothing says which
 * one they read.
 */
export async function tellAlmostFull(store: MailboxStore, hostname: string): Promise<void> {
  await forgetSpaceTold(store.pool);
  for (const { accountId, address, used, quota } of await almostFull(store.pool, BATCH)) {
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
}
