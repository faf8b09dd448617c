import { addAbortSignal, Readable } from 'node:stream';
import { MailParser } from 'mailparser';

export interface Attachment {
  /** Lower case, without parameters. */
  readonly type: string;
  /** The beginning of the decoded content. */
  readonly content: Buffer;
  /** Whether content beyond the limit was dropped. */
  readonly isCut: boolean;
}

export interface AttachmentLimits {
  /** The most octets of the message that are read. */
  readonly messageBytes: number;
  /** The most octets of each part that are kept. */
  readonly partBytes: number;
}

const OPTIONS = { keepDeliveryStatus: true, skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true };

/** The most time for one message in ms, so that a slow store or a hard message does not hold up the next one. */
const READ_MS = 60_000;

/**
 * Returns the parts of a message for machines; its text for people comes last. At a syntax error or a limit, returns the parts before it.
 * Rethrows errors from reading the message.
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
  // A parser that fails never ends the part that is being read.
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
