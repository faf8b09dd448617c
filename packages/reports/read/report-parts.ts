import { readAttachments } from './attachments.ts';

/** The beginning of each part of a multipart/report that machines read (RFC 6522 3), decoded. */
export interface ReportParts {
  /** The content of the second part, message/delivery-status. */
  readonly status: Buffer;
  /** The header of the reported message, and perhaps more of it; empty when the report returns none of it. */
  readonly returned: Buffer;
  /** The beginning of the report itself, its header first. */
  readonly front: Buffer;
}

/** What follows these limits can only be a long returned message. */
const LIMITS = { messageBytes: 1024 * 1024, partBytes: 64 * 1024 };

/** Media types of the second and third part (RFC 6522 3, RFC 6533 6 and 7). */
const STATUS = new Set(['message/delivery-status', 'message/global-delivery-status']);
const RETURNED = new Set(['text/rfc822-headers', 'message/rfc822', 'message/global-headers', 'message/global']);

/**
 * Returns the parts of a report; undefined when it has no status part or makes no sense, since reports come from
 * anybody. Rethrows errors from reading the message.
 */
export async function reportParts(message: AsyncIterable<Uint8Array>): Promise<ReportParts | undefined> {
  const front: Uint8Array[] = [];
  const parts = await readAttachments(keepingFront(message, front), LIMITS);
  const of = (types: ReadonlySet<string>) => parts.find(({ type }) => types.has(type))?.content;
  const status = of(STATUS);
  return status && { status, returned: of(RETURNED) ?? Buffer.alloc(0), front: Buffer.concat(front) };
}

async function* keepingFront(message: AsyncIterable<Uint8Array>, front: Uint8Array[]): AsyncGenerator<Uint8Array> {
  let left = LIMITS.partBytes;
  for await (const piece of message) {
    if (left > 0) front.push(piece.subarray(0, left));
    left -= piece.length;
    yield piece;
  }
}
