import type { Blob } from '@postroom/blobs';
import type { StoredMessage } from './stored-message.ts';

/** What of a message may come back in a report. Read before the transaction that writes the report. */
export interface Returnable {
  readonly header: Buffer;
  /** Undefined when nobody asked for it or it is too large. */
  readonly full: Buffer | undefined;
}

// RET=FULL returns at most this much; larger messages come back as their header (RFC 3461 4.3 leaves that to us).
const MAX_RETURNED = 1024 * 1024;

export async function returnable(message: StoredMessage, wantsFull: boolean): Promise<Returnable> {
  const { header, size } = message;
  if (!wantsFull || size > MAX_RETURNED) return { header, full: undefined };
  const chunks: Buffer[] = [];
  for await (const chunk of message.content()) chunks.push(chunk);
  return { header, full: Buffer.concat(chunks) };
}

/** The same of a blob that is in memory; of one that is not, the header. */
export function returnableBlob(blob: Blob | undefined): Returnable | undefined {
  if (blob === undefined) return undefined;
  const { header, body } = blob;
  return { header, full: body === null ? undefined : Buffer.concat([header, body]) };
}
