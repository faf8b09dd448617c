import { addAbortSignal, Readable } from 'node:stream';
import { MailParser } from 'mailparser';

export interface Attachment {
  /** Lower case, without parameters. */
  readonly type: string;
  /** Decoded; its beginning. */
  readonly content: Buffer;
  /** Whether there is more of it. */
  readonly isCut: boolean;
}

export interface AttachmentLimits {
  /** Octets of the message that are read. */
  readonly messageBytes: number;
  /** Octets of each part that are kept. */
  readonly partBytes: number;
}

const OPTIONS = { keepDeliveryStatus: true, skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true };

/** However slowly a message comes out of the store, or is taken apart, the next one has its turn, ms. */
const READ_MS = 60_000;

/**
 * Takes apart a mail that is for machines; what people may read of it comes last. What makes no sense ends it: then there is what came before. Throws what reading the
 * message throws.
 */
export async function readAttachments(
  message: AsyncIterable<Uint8Array>,
  { messageBytes, partBytes }: AttachmentLimits,
): Promise<Attachment[]> {
  const parser = new MailParser(OPTIONS);
  const input = Readable.from(beginning(message, messageBytes), { objectMode: false });
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
  const found: Attachment[] = [];
  const texts: Attachment[] = [];
  try {
    for await (const part of addAbortSignal(signal, parser)) {
      if (part.type === 'text')
        texts.push({ type: 'text/plain', ...(await read([Buffer.from(part.text ?? '')], partBytes)) });
      if (part.type !== 'attachment') continue;
      found.push({ type: part.contentType ?? '', ...(await read(addAbortSignal(signal, part.content), partBytes)) });
      part.release();
    }
  } catch {
    // Too many parts, too deep, or too slow.
  } finally {
    input.destroy();
    parser.destroy();
  }
  if (failure !== undefined) throw failure;
  return [...found, ...texts];
}

async function* beginning(message: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const piece of message) {
    yield piece.subarray(0, left);
    left -= piece.length;
    if (left <= 0) return;
  }
}

/** Reads all of a part and keeps its beginning. */
async function read(content: Readable | Buffer[], bytes: number): Promise<Pick<Attachment, 'content' | 'isCut'>> {
  const kept: Buffer[] = [];
  let left = bytes;
  for await (const piece of content as AsyncIterable<Buffer>) {
    if (left > 0) kept.push(piece.subarray(0, left));
    left -= piece.length;
  }
  return { content: Buffer.concat(kept), isCut: left < 0 };
}
