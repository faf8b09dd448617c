import { discardBlob, orDiscard } from '@postroom/blobs';
import { appendMessages, type MailboxRef, receiveMessage, storedKeywords } from '@postroom/mailbox';
import { FieldNames, fieldValue, marksInHeader, parseDate, parseHeader, readMbox } from '@postroom/mime';
import { isMailError } from '@postroom/types';
import { receivedAtOf } from '../jmap/email/received-at.ts';
import type { Services } from '../services.ts';

/** How far it is. */
export interface Progress {
  readonly imported: number;
  /** Messages that were left out: they are too large. */
  readonly tooLarge: number;
  /** What begins with no field of a header: pictures, archives, texts. */
  readonly notMail: number;
}

const DATE = new FieldNames(['date']);

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
  let notMail = 0;
  for await (const { date, octets, marks } of readMbox(file)) {
    try {
      const message = await receiveMessage(store, octets, { maxBytes: settings.maxMessageBytes });
      const { header } = message.blob;
      if (!parseHeader(header)[0]?.name) {
        await discardBlob(store, message.blob);
        notMail += 1;
        continue;
      }
      const { gone, ...found } = marksInHeader(header);
      if (gone && !marks) {
        await discardBlob(store, message.blob);
        continue;
      }
      const names = Object.entries(marks ?? found).flatMap(([name, is]) => (is ? [`$${name}`] : []));
      const append = {
        ...message,
        ...storedKeywords(names),
        internalDate: date ?? receivedAtOf(header) ?? sentAt(header) ?? new Date(),
      };
      await orDiscard(store, message.blob, () => appendMessages(store, mailbox, [append]));
      imported += 1;
    } catch (error) {
      if (!isMailError(error, 'too-large')) throw error;
      tooLarge += 1;
    }
    yield { imported, tooLarge, notMail };
  }
  yield { imported, tooLarge, notMail };
}

/** A message that was saved alone says no more of when it came. */
function sentAt(header: Buffer): Date | null {
  const [field] = parseHeader(header, DATE);
  return field ? parseDate(fieldValue(header, field)) : null;
}
