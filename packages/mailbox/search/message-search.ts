import { type Blob, type BlobStore, readBlob, streamStaged } from '@postroom/blobs';
import { isMailError } from '@postroom/types';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { readEntries } from '../read/entries.ts';
import { FoundBits } from './found-bits.ts';

/** A message to search; its octets are read as they are consumed. */
export interface WholeMessage {
  readonly size: number;
  readonly headerLength: number;
  content(): AsyncIterable<Buffer>;
}

/** Returns what `look` finds in these messages; each is read once from its beginning. Messages that are gone are left out. */
export async function findInMessages(
  store: BlobStore,
  mailbox: MailboxRef,
  uids: Uint32Array,
  look: (message: WholeMessage) => Promise<Buffer>,
): Promise<FoundBits> {
  const found = new FoundBits();
  for await (const page of readEntries(store.pool, mailbox, uids)) {
    for (const { uid, blobId } of page) {
      const bits = await readBlob(store.pool, blobId)
        .then((blob) => look(wholeMessage(store, blob)))
        .catch(unlessGone);
      if (bits) found.add(uid, bits);
    }
  }
  return found;
}

export function wholeMessage(store: BlobStore, blob: Blob): WholeMessage {
  return { size: blob.size, headerLength: blob.header.length, content: () => streamStaged(store, blob) };
}

function unlessGone(error: unknown): null {
  if (isMailError(error, 'not-found')) return null;
  throw error;
}
