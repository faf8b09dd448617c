import { orDiscard } from '@postroom/blobs';
import { formatId, invalidProperties, type JsonObject, own, readUtcDate, SetError } from '@postroom/jmap';
import {
  appendEverywhere,
  distinctKeywords,
  type MailboxRef,
  type MailView,
  type ReceivedMessage,
  readEmails,
  requireRights,
  seenMailbox,
  storedKeywords,
} from '@postroom/mailbox';
import { isMailError } from '@postroom/types';
import type { Context } from '../context.ts';
import { asSetError } from '../errors.ts';
import { limitOfEmail, readKeywords, readMailboxIds } from './items.ts';

/** The mailboxes, keywords and date of a new email. */
export interface Place {
  readonly mailboxIds: readonly number[];
  /** In lower case. */
  readonly keywords: readonly string[];
  readonly receivedAt: Date;
}

/** Reads the place of an email that a client makes or imports (RFC 8621 4.6, 4.8). Throws invalidProperties. */
export function readPlace(object: JsonObject, createdIds: ReadonlyMap<string, string>): Place {
  const given = own(object, 'receivedAt') ?? null;
  const receivedAt = given === null ? new Date() : readUtcDate(given);
  if (!receivedAt) throw invalidProperties(['receivedAt'], 'It must be a UTCDate');
  return {
    mailboxIds: readMailboxIds(own(object, 'mailboxIds'), createdIds),
    keywords: readKeywords(own(object, 'keywords')),
    receivedAt,
  };
}

/** Files a received message. Returns the properties that the server sets (RFC 8621 4.6, 4.8). Throws SetError. */
export async function fileEmail(
  { services: { store } }: Context,
  view: MailView,
  message: ReceivedMessage,
  place: Place,
): Promise<JsonObject> {
  const { flags, keywords } = storedKeywords(place.keywords);
  const { messageId: id } = await asSetError(() =>
    orDiscard(store, message.blob, async () =>
      appendEverywhere(store, placesFor(view, place), {
        ...message,
        flags,
        keywords: distinctKeywords(keywords),
        internalDate: place.receivedAt,
      }),
    ).catch((error: unknown) => {
      if (isMailError(error, 'mailbox-not-found')) throw invalidProperties(['mailboxIds'], error.message);
      throw error;
    }),
  ).catch((error: unknown) => {
    throw error instanceof SetError ? limitOfEmail(error) : error;
  });
  const [email] = (await Array.fromAsync(readEmails(store.pool, view, [id]))).flat();
  return {
    id: formatId('E', id),
    blobId: formatId('B', id),
    threadId: formatId('T', email?.threadId ?? id),
    size: message.blob.size,
  };
}

/** RFC 8621 2: keywords may be set if all mailboxes allow it. Throws mailbox-not-found, no-permission. */
function placesFor(view: MailView, { mailboxIds, keywords }: Place): MailboxRef[] {
  const needed = `i${keywords.includes('$seen') ? 's' : ''}${keywords.some((name) => name !== '$seen') ? 'w' : ''}`;
  return mailboxIds.map((id) => {
    const mailbox = seenMailbox(view, id);
    requireRights(mailbox, needed);
    return mailbox;
  });
}
