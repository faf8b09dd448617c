import { isAscii } from 'node:buffer';
import { type BlobStore, readBlobs, streamBlob } from '@postroom/blobs';
import { returnPathLength } from '@postroom/mime';
import { deliveredTo } from '../local/delivered-to.ts';

/** A stored message as it is sent: without the Return-Path that ingress put on top. */
export interface StoredMessage {
  readonly size: number;
  readonly header: Buffer;
  readonly eightBit: boolean;
  readonly utf8Header: boolean;
  content(): AsyncIterable<Buffer>;
}

/** Opens a message; reads a small body, too. Adds Delivered-To for accounts that forwarded it. Throws when the blob is gone. */
export async function openMessage(
  store: BlobStore,
  blobId: string,
  forwardedBy: readonly string[] = [],
): Promise<StoredMessage> {
  const blob = (await readBlobs(store.pool, [blobId])).get(blobId);
  if (blob === undefined) throw new Error(`blob ${blobId} is gone`);
  const { body } = blob;
  const skipped = returnPathLength(blob.header);
  const front = deliveredTo(forwardedBy);
  const header = Buffer.concat([front, blob.header.subarray(skipped)]);
  return {
    size: front.length + blob.size - skipped,
    header,
    // A body that is not in memory is not read just for this: 8BITMIME is also correct for 7-bit text.
    eightBit: body === null || !isAscii(header) || !isAscii(body),
    utf8Header: !isAscii(header),
    async *content() {
      if (body === null) {
        if (front.length > 0) yield front;
        yield* streamBlob(store, blobId, skipped);
      } else yield Buffer.concat([header, body]);
    },
  };
}
