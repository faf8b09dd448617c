import type { BlobStore } from '@postroom/blobs';
import type { Transaction } from '@postroom/database';
import { changeNotices, domainOf, insertHashed } from '@postroom/directory';
import { provisionAccount } from '@postroom/mailbox';
import { fileNotice, type PreparedNotice, prepareNotice } from './notice.ts';
import type { WelcomeSettings } from './settings.ts';
import { wordsIn } from './words/index.ts';

/** A person who gets a mailbox. */
export interface Newcomer {
  /** An address key. */
  readonly address: string;
  readonly displayName: string;
  readonly passwordHash: string;
  readonly language: string;
}

/** Prepares the message that says how to set up a mail program. */
export function prepareWelcome(
  store: BlobStore,
  { hostname, servers, publicUrl }: WelcomeSettings,
  { address, displayName: name, language }: Pick<Newcomer, 'address' | 'displayName' | 'language'>,
  quotaBytes: number | null,
): Promise<PreparedNotice> {
  const words = wordsIn(language);
  const from = { name: words.sender, address: `postmaster@${domainOf(address)}` };
  return prepareNotice(store, {
    hostname,
    from,
    to: { name, address },
    ...words.welcome({ address, name, servers, publicUrl, quota: quotaBytes }),
  });
}

/** Creates an account with its mailboxes and the welcome mail in INBOX, or nothing. Returns its id. Throws already-exists. */
export async function openAccount(
  tx: Transaction,
  newcomer: Newcomer,
  quotaBytes: number | null,
  welcome: PreparedNotice,
): Promise<number> {
  const accountId = await insertHashed(tx, { ...newcomer, quotaBytes });
  await changeNotices(tx, accountId, { language: newcomer.language });
  await provisionAccount(tx, accountId);
  await fileNotice(tx, accountId, welcome);
  return accountId;
}
