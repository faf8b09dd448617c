import { readAttachments } from './attachments.ts';

/** The parts of a multipart/report that machines read (RFC 6522 3), decoded, the beginning of each. */
export interface ReportParts {
  /** The content of the second part, message/delivery-status. */
  readonly status: Buffer;
  /** The header of the message that is reported on, and perhaps more of it; empty when the report brings none of it. */
  readonly returned: Buffer;
}

/** What comes behind is no part of a report of any sense: a long message that came back. */
const LIMITS = { messageBytes: 1024 * 1024, partBytes: 64 * 1024 };

/** RFC 6522 3, RFC 6533 6 and 7. */
const STATUS = new Set(['message/delivery-status', 'message/global-delivery-status']);
const RETURNED = new Set(['text/rfc822-headers', 'message/rfc822', 'message/global-headers', 'message/global']);

/**
 * Takes a report apart. Returns undefined when it has no status part, or is such that no sense can be made of it: reports
 * come from everywhere. Throws what reading it throws.
 */
export async function reportParts(message: AsyncIterable<Uint8Array>): Promise<ReportParts | undefined> {
  const parts = await readAttachments(message, LIMITS);
  const of = (types: ReadonlySet<string>) => parts.find(({ type }) => types.has(type))?.content;
  const status = of(STATUS);
  return status && { status, returned: of(RETURNED) ?? Buffer.alloc(0) };
}
