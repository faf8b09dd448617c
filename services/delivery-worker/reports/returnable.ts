import type { Blob } from '@postroom/blobs';
import type { StoredMessage } from './stored-message.ts';

/** The parts of a message that may be returned in a report. They are read before the transaction that writes the report. */
export interface Returnable {
  readonly header: Buffer;
  /** Undefined when it is not wanted or too large. */
  readonly full: Buffer | undefined;
}

// The largest message that RET=FULL returns; of a larger one only the header is returned, as RFC 3461 4.3 allows.
const MAX_RETURNED = 1024 * 1024;

export async function returnable(message: StoredMessage, wantsFull: boolean): Promise<Returnable> {
  const { header, size } = message;
  if (!wantsFull || size > MAX_RETURNED) return { header, full: undefined };
  const chunks: Buffer[] = [];
  for await (const chunk of message.content()) chunks.push(chunk);
  return { header, full: Buffer.concat(chunks) };
}

/** Does the same for a blob; if its body is not in memory, only the header can be returned. */
export function returnableBlob(blob: Blob | undefined): Returnable | undefined {
  if (blob === undefined) return undefined;
  const { header, body } = blob;
  return { header, full: body === null ? undefined : Buffer.concat([header, body]) };
}
