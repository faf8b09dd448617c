import { Base64Decoder } from './base64.ts';
import { asBuffer } from './bytes.ts';
import type { Part } from './part.ts';
import { QuotedPrintableDecoder } from './quoted-printable.ts';
import type { BodyDecoder } from './transfer-decoder.ts';

/** Returns a decoder for an encoding name; it changes nothing for 7bit, 8bit, binary and unknown names (RFC 2045 6.4). */
export function createBodyDecoder(encoding: string | undefined): BodyDecoder {
  if (encoding === 'base64') return new Base64Decoder();
  if (encoding === 'quoted-printable') return new QuotedPrintableDecoder();
  return { write: asBuffer, end: () => Buffer.alloc(0) };
}

/** Returns the body of a part with its transfer encoding undone. Decodes broken encodings as far as possible; never throws. */
export function decodeBody(part: Pick<Part, 'encoding'>, bytes: Uint8Array): Buffer {
  const decoder = createBodyDecoder(part.encoding);
  const body = decoder.write(bytes);
  const rest = decoder.end();
  return rest.length > 0 ? Buffer.concat([body, rest]) : body;
}
