import { type Pool, transaction } from '@postroom/database';
import { askToLeave, departing, domainOf, isDeparting } from '@postroom/directory';
import type { MailboxStore } from '@postroom/mailbox';
import { fileNotice, prepareNotice } from './notice.ts';
import { type RemovedAccount, removeAccount } from './remove-account.ts';
import { wordsIn } from './words/index.ts';

const BATCH = 20;

export interface Leaving {
  readonly accountId: number;
  readonly address: string;
  readonly days: number;
  /** The language of the message that confirms it. */
  readonly language: string;
}

/** Schedules an account's deletion in `days` days, and tells it by mail in case somebody else asked for it. Returns when. */
export async function leave(store: MailboxStore, hostname: string, leaving: Leaving): Promise<Date> {
  const { accountId, address, days, language } = leaving;
  const words = wordsIn(language);
  const from = { name: words.sender, address: `postmaster@${domainOf(address)}` };
  const { at, filed } = await transaction(store.pool, async (tx) => {
    const { at, isNew } = await askToLeave(tx, accountId, days);
    if (!isNew) return { at };
    const text = { hostname, from, to: { name: '', address }, ...words.leaving({ address, at }) };
    return { at, filed: await fileNotice(tx, accountId, await prepareNotice(store, text)) };
  });
  if (filed)
    store.announce({ accountId, modseq: filed.modseq, mailboxIds: filed.entries.map((entry) => entry.mailboxId) });
  return at;
}

/**
 * Deletes a limited number of accounts whose time has come. A failure with one account does not affect others.
 * @param gone called for each after its commit
 */
export async function removeDeparting(
  pool: Pool,
  reservedDays: number,
  gone: (removed: RemovedAccount) => void,
  onError: (error: unknown, address: string) => void,
): Promise<void> {
  for (const address of await departing(pool, BATCH)) {
    try {
      const removed = await transaction(pool, async (tx) =>
        (await isDeparting(tx, address)) ? removeAccount(tx, address, reservedDays) : undefined,
      );
      if (removed !== undefined) gone(removed);
    } catch (error) {
      onError(error, address);
    }
  }
}
