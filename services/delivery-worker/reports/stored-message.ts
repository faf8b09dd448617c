import type { Pool } from '@postroom/database';
import { readBlobs, streamBlob } from '@postroom/mailbox';

/** A stored message as it goes out: without the Return-Path that ingress put first. */
export interface StoredMessage {
  readonly size: number;
  readonly header: Buffer;
  readonly eightBit: boolean;
  readonly utf8Header: boolean;
  content(): AsyncIterable<Buffer>;
}

/** Reads the header, and the body too when it is small. Throws when the blob is gone. */
export async function openMessage(pool: Pool, blobId: string): Promise<StoredMessage> {
  const blob = (await readBlobs(pool, [blobId])).get(blobId);
  if (blob === undefined) throw new Error(`blob ${blobId} is gone`);
  const { body } = blob;
  const skipped = returnPathLength(blob.header);
  const header = blob.header.subarray(skipped);
  return {
    size: blob.size - skipped,
    header,
    // A body that is not in memory is not read twice to know; BODY=8BITMIME promises nothing that 7-bit text breaks.
    eightBit: body === null || hasEightBit(header) || hasEightBit(body),
    utf8Header: hasEightBit(header),
    async *content() {
      if (body === null) yield* streamBlob(pool, blobId, skipped);
      else yield Buffer.concat([header, body]);
    },
  };
}

/** RFC 5321 4.4: Return-Path is for final delivery; mail that goes on must not carry ours. */
function returnPathLength(header: Buffer): number {
  const start = header.toString('latin1', 0, 4096);
  return /^return-path:[^\n]*\n(?:[ \t][^\n]*\n)*/i.exec(start)?.[0].length ?? 0;
}

function hasEightBit(bytes: Buffer): boolean {
  for (const octet of bytes) if (octet > 127) return true;
  return false;
}
