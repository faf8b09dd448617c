import { decodeBody, decodeCharset, findParameter, htmlToText, type Part } from '@postroom/mime';

/** The most octets of a report that are read, and of each part that are kept. */
const MAX_REPORT = 1024 * 1024;
const MAX_PART = 64 * 1024;

/** Returns the beginning of a message, which is all of a report that matters. */
export async function beginning(message: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of message) {
    pieces.push(piece);
    length += piece.length;
    if (length >= MAX_REPORT) break;
  }
  return Buffer.concat(pieces).subarray(0, MAX_REPORT);
}

/** Returns the decoded content of a part, cut. */
export function contentOf(raw: Buffer, part: Part): Buffer {
  return decodeBody(part, raw.subarray(part.bodyStart, part.bodyEnd)).subarray(0, MAX_PART);
}

/** Returns the text for people; of several alternatives the first. Lines end with LF. */
export function textOf(raw: Buffer, part: Part): string {
  const [first] = part.children ?? [];
  if (first) return textOf(raw, first);
  if (part.type !== 'text') return '';
  const text = decodeCharset(contentOf(raw, part), findParameter(part.params, 'charset') ?? '').replaceAll(
    '\r\n',
    '\n',
  );
  return part.subtype === 'html' ? htmlToText(text) : text;
}

/** Returns the header of an attached message, or what was attached of it (RFC 6522 3); undefined for other parts. */
export function attachedHeader(raw: Buffer, part: Part): Buffer | undefined {
  return part.type === 'message' || part.subtype === 'rfc822-headers' ? contentOf(raw, part) : undefined;
}
