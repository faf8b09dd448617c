import { addAbortSignal, Readable } from 'node:stream';
import { MailParser } from 'mailparser';

/** The parts of a multipart/report that machines read (RFC 6522 3), decoded, the beginning of each. */
export interface ReportParts {
  /** The content of the second part, message/delivery-status. */
  readonly status: Buffer;
  /** The header of the message that is reported on, and perhaps more of it; empty when the report brings none of it. */
  readonly returned: Buffer;
}

/** Octets of a report that are read. What comes behind is no part of a report of any sense: a long message that came back. */
const MAX_REPORT = 1024 * 1024;
/** Octets of each part that are kept. */
const MAX_PART = 64 * 1024;

/** RFC 6522 3, RFC 6533 6 and 7. */
const STATUS = new Set(['message/delivery-status', 'message/global-delivery-status']);
const RETURNED = new Set(['text/rfc822-headers', 'message/rfc822', 'message/global-headers', 'message/global']);

const OPTIONS = { keepDeliveryStatus: true, skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true };

/** However slowly a report comes out of the store, or is taken apart, the next one has its turn, ms. */
const READ_MS = 60_000;

/**
 * Takes a report apart. Returns undefined when it has no status part, or is such that no sense can be made of it: reports
 * come from everywhere. Throws what reading it throws.
 */
export async function reportParts(message: AsyncIterable<Uint8Array>): Promise<ReportParts | undefined> {
  const parser = new MailParser(OPTIONS);
  const input = Readable.from(beginning(message), { objectMode: false });
  const failed = new AbortController();
  let failure: unknown;
  input.on('error', (error) => {
    failure = error;
    parser.destroy(error);
  });
  // A parser that fails leaves the part that is being read without an end.
  for (const event of ['error', 'close']) parser.on(event, () => failed.abort());
  const signal = AbortSignal.any([failed.signal, AbortSignal.timeout(READ_MS)]);
  input.pipe(parser);
  let status: Buffer | undefined;
  let returned: Buffer | undefined;
  try {
    for await (const part of addAbortSignal(signal, parser)) {
      if (part.type !== 'attachment') continue;
      const content = await read(addAbortSignal(signal, part.content));
      const type = part.contentType ?? '';
      if (STATUS.has(type)) status ??= content;
      else if (RETURNED.has(type)) returned ??= content;
      part.release();
    }
  } catch {
    // Too many parts, too deep, or too slow.
  } finally {
    input.destroy();
    parser.destroy();
  }
  if (failure !== undefined) throw failure;
  return status && { status, returned: returned ?? Buffer.alloc(0) };
}

async function* beginning(message: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = MAX_REPORT;
  for await (const piece of message) {
    yield piece.subarray(0, left);
    left -= piece.length;
    if (left <= 0) return;
  }
}

/** Reads all of a part and keeps its beginning. */
async function read(content: Readable): Promise<Buffer> {
  const kept: Buffer[] = [];
  let left = MAX_PART;
  for await (const piece of content as AsyncIterable<Buffer>) {
    if (left > 0) kept.push(piece.subarray(0, left));
    left -= piece.length;
  }
  return Buffer.concat(kept);
}
