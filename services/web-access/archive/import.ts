import { discardBlob, orDiscard } from '@postroom/blobs';
import { appendMessages, type MailboxRef, receiveMessage, storedKeywords } from '@postroom/mailbox';
import { FieldNames, fieldValue, marksInHeader, parseDate, parseHeader, readMbox } from '@postroom/mime';
import { isMailError } from '@postroom/types';
import { receivedAtOf } from '../jmap/email/received-at.ts';
import type { Services } from '../services.ts';

/** How far an import has come. */
export interface Progress {
  readonly imported: number;
  /** The number of messages left out because they are too large. */
  readonly tooLarge: number;
  /** The number of entries left out because they do not begin with a header field, such as pictures, archives and texts. */
  readonly notMail: number;
}

const DATE = new FieldNames(['date']);

/**
 * Files the messages of a file (an mbox, or one message) into a mailbox, one after the other, and yields the progress. Messages that the
 * mail program had marked as deleted are skipped. Throws over-quota, mailbox-not-found, unavailable; what was filed before stays.
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

/** Returns the date of the Date field: a message that was saved alone has no other hint of when it came. */
function sentAt(header: Buffer): Date | null {
  const [field] = parseHeader(header, DATE);
  return field ? parseDate(fieldValue(header, field)) : null;
}
