import type { StagedBlob } from '@postroom/blobs';
import { insertBlobs } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { type MailboxRef, requireOneAccount } from '../mailboxes/mailbox-ref.ts';
import { requireRights, settable } from '../mailboxes/rights.ts';
import { flagsToFile, seeFiled } from '../sharing/own-seen.ts';
import type { MailboxStore } from '../store.ts';
import { fileMessages } from './file-messages.ts';
import type { Filed, FiledEntry, FilingPlace } from './filing-item.ts';
import type { MessageFacts } from './message-facts.ts';

export interface Append {
  blob: StagedBlob;
  facts: MessageFacts;
  flags: number;
  keywords: string[];
  internalDate: Date;
}

/**
 * Files messages into a mailbox (RFC 9051 6.3.12 APPEND), all or none (RFC 3502). Throws over-quota, mailbox-not-found.
 */
export async function appendMessages(
  store: MailboxStore,
  mailbox: MailboxRef,
  appends: readonly Append[],
): Promise<(Filed & FiledEntry)[]> {
  const filed = await fileInto(store, [mailbox], appends);
  return filed.map((one) => ({ ...one, ...one.entries[0] }));
}

/** Files one message into several mailboxes of an account, all or none (RFC 8621 4.8). */
export async function appendEverywhere(
  store: MailboxStore,
  mailboxes: readonly MailboxRef[],
  append: Append,
): Promise<Filed> {
  const [filed] = await fileInto(store, mailboxes, [append]);
  return filed as Filed;
}

async function fileInto(
  store: MailboxStore,
  mailboxes: readonly MailboxRef[],
  appends: readonly Append[],
): Promise<Filed[]> {
  const [first, ...others] = mailboxes;
  if (!first) throw new MailError('invalid', 'A message has to be in at least one mailbox');
  const { accountId } = first;
  for (const mailbox of mailboxes) {
    requireRights(mailbox, 'i');
    requireOneAccount(first, mailbox);
  }
  const filed = await transaction(store.pool, async (tx) => {
    await insertBlobs(
      tx,
      appends.map((append) => append.blob),
    );
    const results = await fileMessages(
      tx,
      appends.map(({ blob, flags, keywords, ...append }) => ({
        ...append,
        accountId,
        places: [placeIn(first, flags, keywords), ...others.map((mailbox) => placeIn(mailbox, flags, keywords))],
        blobId: blob.id,
        size: blob.size,
      })),
    );
    const filed = results.map((result) => {
      if ('filed' in result) return result.filed;
      if (result.refused === 'over-quota') throw new MailError('over-quota', 'Mailbox is full');
      throw new MailError('mailbox-not-found', 'No such mailbox');
    });
    for (const [place, mailbox] of mailboxes.entries()) {
      const entries = filed.map((one, index) => ({
        uid: (one.entries[place] as FiledEntry).uid,
        flags: (appends[index] as Append).flags,
      }));
      await seeFiled(tx, mailbox, entries);
    }
    return filed;
  });
  const last = filed.at(-1);
  if (last) store.announce({ accountId, modseq: last.modseq, mailboxIds: mailboxes.map(({ mailboxId }) => mailboxId) });
  return filed;
}

/** Leaves out flags that may not be set (RFC 4314 4, APPEND). */
function placeIn(mailbox: MailboxRef, flags: number, keywords: readonly string[]): FilingPlace {
  const { keywords: mayName } = settable(mailbox);
  return { mailbox: { id: mailbox.mailboxId }, flags: flagsToFile(mailbox, flags), keywords: mayName ? keywords : [] };
}
