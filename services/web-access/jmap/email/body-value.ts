import type { EmailBodyValue } from '@postroom/jmap/types';
import { decodeCharset, findParameter, isKnownCharset } from '@postroom/mime';
import type { LocatedPart } from './located-part.ts';
import type { MessageOctets } from './message-octets.ts';

/** The most octets of a part's content that are read, whatever a client asks for. */
const MAX_VALUE_BYTES = 8 * 1024 * 1024;

/** RFC 2045 6.1. */
const TRANSFER_ENCODINGS = new Set(['7bit', '8bit', 'binary', 'base64', 'quoted-printable']);

/** Returns the text of a part (RFC 8621 4.1.4). @param maxBytes octets in UTF-8; 0 for all of it */
export async function bodyValue(octets: MessageOctets, part: LocatedPart, maxBytes: number): Promise<EmailBodyValue> {
  const { content, isCut } = await beginning(octets, part);
  const charset = charsetOf(part);
  const decoded = decodeCharset(content, charset ?? '');
  const text = decoded.replaceAll('\r\n', '\n').replaceAll('\0', '').toWellFormed();
  // The replacement character marks undecodable octets, unless the content itself contains it.
  const isUnknown = (charset !== null && !isKnownCharset(charset)) || !TRANSFER_ENCODINGS.has(part.encoding ?? '7bit');
  const isEncodingProblem = isUnknown || (!isCut && hasReplacement(text, content));
  const value = maxBytes > 0 ? truncated(text, maxBytes, part.subtype === 'html') : text;
  return { value, isEncodingProblem, isTruncated: isCut || value.length < text.length };
}

/** Returns the charset property (RFC 8621 4.1.4): us-ascii for text that names none (RFC 2045 5.2), null for anything but text. */
export function charsetOf(part: LocatedPart): string | null {
  return part.type === 'text' ? (findParameter(part.params, 'charset') ?? 'us-ascii') : null;
}

async function beginning(octets: MessageOctets, part: LocatedPart): Promise<{ content: Buffer; isCut: boolean }> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of octets.content(part)) {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_VALUE_BYTES) return { content: Buffer.concat(pieces).subarray(0, MAX_VALUE_BYTES), isCut: true };
  }
  return { content: Buffer.concat(pieces), isCut: false };
}

const REPLACEMENT = '\ufffd';

function hasReplacement(text: string, content: Buffer): boolean {
  return text.includes(REPLACEMENT) && !content.includes(REPLACEMENT);
}

/** Cuts a text to at most `maxBytes` octets, but never inside a character or an HTML tag (RFC 8621 4.2). */
function truncated(text: string, maxBytes: number, isHtml: boolean): string {
  const octets = Buffer.from(text);
  if (octets.length <= maxBytes) return text;
  let end = maxBytes;
  while (end > 0 && ((octets[end] as number) & 0xc0) === 0x80) end--;
  const cut = octets.toString('utf8', 0, end);
  const tag = isHtml ? cut.lastIndexOf('<') : -1;
  return tag >= 0 && !cut.includes('>', tag) ? cut.slice(0, tag) : cut;
}
