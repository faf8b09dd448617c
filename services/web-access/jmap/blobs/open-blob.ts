import { type BlobStore, streamBlob, uploadSize } from '@postroom/blobs';
import { readEmails } from '@postroom/mailbox';
import type { Part } from '@postroom/mime';
import { leaves, locate } from '../email/located-part.ts';
import { MessageOctets } from '../email/message-octets.ts';
import { readBlobId } from './blob-id.ts';

/** Octets that a client may have. */
export interface OpenBlob {
  /** Null: not known before all is read, and no part can be had. */
  readonly size: number | null;
  /** Of a part as it says itself. */
  readonly type: string;
  read(start?: number, end?: number): AsyncIterable<Buffer>;
}

/** Finds a blob of the account; undefined when there is none of that id. */
export async function openBlob(store: BlobStore, accountId: number, id: string): Promise<OpenBlob | undefined> {
  const named = readBlobId(id);
  if (!named) return undefined;
  if (named.of === 'upload') {
    const size = await uploadSize(store.pool, accountId, named.blobId);
    const read = (start?: number, end?: number) => streamBlob(store, named.blobId, start, end);
    return size === null ? undefined : { size, type: 'application/octet-stream', read };
  }
  const { emailId, partId } = named;
  const fields = { parts: partId !== null };
  const [email] = (await Array.fromAsync(readEmails(store.pool, accountId, [emailId], fields))).flat();
  if (!email) return undefined;
  if (partId === null) {
    const read = (start?: number, end?: number) => streamBlob(store, email.blobId, start, end);
    return { size: email.size, type: 'message/rfc822', read };
  }
  const part = leaves(locate(JSON.parse(email.parts ?? '{}') as Part<unknown>)).find((leaf) => leaf.partId === partId);
  if (!part) return undefined;
  const read = () => new MessageOctets(store, email.blobId).content(part);
  return { size: null, type: `${part.type}/${part.subtype}`, read };
}
