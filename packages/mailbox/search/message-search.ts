import { type Blob, readBlob, streamStaged } from '@postroom/blobs';
import type { Pool } from '@postroom/database';
import { isMailError } from '@postroom/types';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { readEntries } from '../read/entries.ts';
import { FoundBits } from './found-bits.ts';

/** A message to look through, whose octets are read as they are taken. */
export interface WholeMessage {
  readonly size: number;
  readonly headerLength: number;
  content(): AsyncIterable<Buffer>;
}

/** What `look` finds in these messages, each of which is read once from its beginning. Those that are gone are left out. */
export async function findInMessages(
  pool: Pool,
  mailbox: MailboxRef,
  uids: Uint32Array,
  look: (message: WholeMessage) => Promise<Buffer>,
): Promise<FoundBits> {
  const found = new FoundBits();
  for await (const page of readEntries(pool, mailbox, uids)) {
    for (const { uid, blobId } of page) {
      const bits = await readBlob(pool, blobId)
        .then((blob) => look(wholeMessage(pool, blob)))
        .catch(unlessGone);
      if (bits) found.add(uid, bits);
    }
  }
  return found;
}

function wholeMessage(pool: Pool, blob: Blob): WholeMessage {
  return { size: blob.size, headerLength: blob.header.length, content: () => streamStaged(pool, blob) };
}

function unlessGone(error: unknown): null {
  if (isMailError(error, 'not-found')) return null;
  throw error;
}
