import { discardBlob, orDiscard } from '@postroom/blobs';
import { appendMessages, type MailboxRef, receiveMessage, storedKeywords } from '@postroom/mailbox';
import { marksInHeader, readMbox } from '@postroom/mime';
import { isMailError } from '@postroom/types';
import type { Services } from '../services.ts';

/** How far it is. */
export interface Progress {
  readonly imported: number;
  /** Messages that were left out: they are too large. */
  readonly tooLarge: number;
}

/**
 * Files the messages of a file (a mailbox in a file, or one message) into a mailbox, one after the other, each of which stays. Yields
 * the progress after each; what its mail program had deleted is passed over. Throws what ends it: over-quota, mailbox-not-found, unavailable.
 */
export async function* importMail(
  { store, settings }: Pick<Services, 'store' | 'settings'>,
  mailbox: MailboxRef,
  file: AsyncIterable<Buffer>,
): AsyncGenerator<Progress> {
  let imported = 0;
  let tooLarge = 0;
  for await (const { date, octets, marks } of readMbox(file)) {
    try {
      const message = await receiveMessage(store, octets, { maxBytes: settings.maxMessageBytes });
      const { gone, ...found } = marksInHeader(message.blob.header);
      if (gone && !marks) {
        await discardBlob(store, message.blob);
        continue;
      }
      const names = Object.entries(marks ?? found).flatMap(([name, is]) => (is ? [`$${name}`] : []));
      const append = { ...message, ...storedKeywords(names), internalDate: date ?? new Date() };
      await orDiscard(store, message.blob, () => appendMessages(store, mailbox, [append]));
      imported += 1;
    } catch (error) {
      if (!isMailError(error, 'too-large')) throw error;
      tooLarge += 1;
    }
    yield { imported, tooLarge };
  }
}
