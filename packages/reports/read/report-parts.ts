import { readAttachments } from './attachments.ts';

/** The beginning of each part of a multipart/report that machines read (RFC 6522 3), decoded. */
export interface ReportParts {
  /** The content of the second part, message/delivery-status. */
  readonly status: Buffer;
  /** The header of the reported message, and perhaps more of it; empty when the report returns none of it. */
  readonly returned: Buffer;
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
  const parts = await readAttachments(message, LIMITS);
  const of = (types: ReadonlySet<string>) => parts.find(({ type }) => types.has(type))?.content;
  const status = of(STATUS);
  return status && { status, returned: of(RETURNED) ?? Buffer.alloc(0) };
}
