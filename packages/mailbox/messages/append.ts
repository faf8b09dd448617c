import type { StagedBlob } from '@postroom/blobs';
import { insertBlobs } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights, settable } from '../mailboxes/rights.ts';
import type { MailboxStore } from '../store.ts';
import { fileMessages } from './file-messages.ts';
import type { Filed, FiledEntry } from './filing-item.ts';
import type { MessageFacts } from './message-facts.ts';

export interface Append {
  blob: StagedBlob;
  facts: MessageFacts;
  flags: number;
  keywords: string[];
  internalDate: Date;
}

/**
 * RFC 9051 6.3.12 APPEND; several at once are all filed or none (RFC 3502). Throws over-quota, mailbox-not-found.
 */
export async function appendMessages(
  store: MailboxStore,
  mailbox: MailboxRef,
  appends: readonly Append[],
): Promise<(Filed & FiledEntry)[]> {
  requireRights(mailbox, 'i');
  // RFC 4314 4 APPEND: flags that may not be set are left out.
  const may = settable(mailbox);
  const filed = await transaction(store.pool, async (tx) => {
    await insertBlobs(
      tx,
      appends.map((append) => append.blob),
    );
    const outcomes = await fileMessages(
      tx,
      appends.map(({ blob, flags, keywords, ...append }) => ({
        ...append,
        accountId: mailbox.accountId,
        places: [
          {
            mailbox: { id: mailbox.mailboxId },
            flags: flags & may.flags,
            keywords: may.keywords ? keywords : [],
          },
        ],
        blobId: blob.id,
        size: blob.size,
      })),
    );
    return outcomes.map((outcome) => {
      if ('filed' in outcome) return { ...outcome.filed, ...outcome.filed.entries[0] };
      if (outcome.refused === 'over-quota') throw new MailError('over-quota', 'Mailbox is full');
      throw new MailError('mailbox-not-found', 'No such mailbox');
    });
  });
  const last = filed.at(-1);
  if (last) store.announce({ accountId: mailbox.accountId, modseq: last.modseq, mailboxIds: [mailbox.mailboxId] });
  return filed;
}
