import { orDiscard } from '@postroom/blobs';
import { formatId, invalidProperties, type JsonObject, own, readUtcDate } from '@postroom/jmap';
import {
  appendEverywhere,
  distinctKeywords,
  ownMailbox,
  type ReceivedMessage,
  readEmails,
  storedKeywords,
} from '@postroom/mailbox';
import { isMailError } from '@postroom/types';
import type { Context } from '../context.ts';
import { asSetError } from '../errors.ts';
import { readKeywords, readMailboxIds } from './items.ts';

/** Where a new email goes. */
export interface Place {
  readonly mailboxIds: readonly number[];
  /** Lower case. */
  readonly keywords: readonly string[];
  readonly receivedAt: Date;
}

/** Where the email goes that a client makes or imports (RFC 8621 4.6, 4.8). Throws invalidProperties. */
export function readPlace(object: JsonObject, createdIds: ReadonlyMap<string, string>): Place {
  const given = own(object, 'receivedAt') ?? null;
  const receivedAt = given === null ? new Date() : readUtcDate(given);
  if (!receivedAt) throw invalidProperties(['receivedAt'], 'It is no UTCDate');
  return {
    mailboxIds: readMailboxIds(own(object, 'mailboxIds'), createdIds),
    keywords: readKeywords(own(object, 'keywords')),
    receivedAt,
  };
}

/** Files a message that was received, and returns what the server knows of it (RFC 8621 4.6, 4.8). Throws SetError. */
export async function fileEmail(
  { services: { store } }: Context,
  account: number,
  message: ReceivedMessage,
  place: Place,
): Promise<JsonObject> {
  const { flags, keywords } = storedKeywords(place.keywords);
  const to = place.mailboxIds.map((id) => ownMailbox(account, id));
  const { messageId: id } = await asSetError(() =>
    orDiscard(store, message.blob, () =>
      appendEverywhere(store, to, {
        ...message,
        flags,
        keywords: distinctKeywords(keywords),
        internalDate: place.receivedAt,
      }),
    ).catch((error: unknown) => {
      if (isMailError(error, 'mailbox-not-found')) throw invalidProperties(['mailboxIds'], error.message);
      throw error;
    }),
  );
  const [email] = (await Array.fromAsync(readEmails(store.pool, account, [id]))).flat();
  return {
    id: formatId('E', id),
    blobId: formatId('B', id),
    threadId: formatId('T', email?.threadId ?? id),
    size: message.blob.size,
  };
}
