import { orDiscard } from '@postroom/blobs';
import { formatId, invalidProperties, type JsonObject } from '@postroom/jmap';
import {
  appendMessages,
  changeEmails,
  distinctKeywords,
  ownMailbox,
  type ReceivedMessage,
  readEmails,
  storedKeywords,
} from '@postroom/mailbox';
import { isMailError } from '@postroom/types';
import type { Context } from '../context.ts';
import { asSetError, setErrorOf } from '../errors.ts';

/** Where a new email goes. */
export interface Place {
  readonly mailboxIds: readonly number[];
  /** Lower case. */
  readonly keywords: readonly string[];
  readonly receivedAt: Date;
}

/** Files a message that was received, and returns what the server knows of it (RFC 8621 4.6, 4.8). Throws SetError. */
export async function fileEmail(
  { services: { store } }: Context,
  account: number,
  message: ReceivedMessage,
  place: Place,
): Promise<JsonObject> {
  const [first = 0, ...others] = place.mailboxIds;
  const { flags, keywords } = storedKeywords(place.keywords);
  const filed = await asSetError(() =>
    orDiscard(store, message.blob, () =>
      appendMessages(store, ownMailbox(account, first), [
        { ...message, flags, keywords: distinctKeywords(keywords), internalDate: place.receivedAt },
      ]),
    ).catch((error: unknown) => {
      if (isMailError(error, 'mailbox-not-found')) throw invalidProperties(['mailboxIds'], error.message);
      throw error;
    }),
  );
  const id = filed[0]?.messageId as number;
  if (others.length > 0) {
    const change = { id, mailboxIds: { add: others, remove: [] } };
    const refused = (await changeEmails(store, account, { update: [change], destroy: [] })).get(id);
    if (refused) {
      await changeEmails(store, account, { update: [], destroy: [id] });
      throw refused.code === 'mailbox-not-found'
        ? invalidProperties(['mailboxIds'], refused.message)
        : setErrorOf(refused);
    }
  }
  const [email] = (await Array.fromAsync(readEmails(store.pool, account, [id]))).flat();
  return {
    id: formatId('E', id),
    blobId: formatId('B', id),
    threadId: formatId('T', email?.threadId ?? id),
    size: message.blob.size,
  };
}
