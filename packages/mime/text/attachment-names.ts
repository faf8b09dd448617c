import { decodeCharset } from '../charset/charset.ts';
import { decodeWords } from '../encoded-words.ts';
import type { Parameter, Part } from '../part.ts';
import { hexPair } from '../quoted-printable.ts';

/** No honest name is longer; the encoded words of a longer one are still found in the header's text. */
const LONGEST_NAME = 2 * 1024;

/** Returns the names a part is saved under, decoded (RFC 2183 2.3, RFC 2231 4); the extended form of a name comes first, as RFC 6266 4.3 wants it. */
export function attachmentNames(part: Part): string[] {
  return [part.disposition?.params ?? [], part.params ?? []].flatMap((params) => {
    const extended = params.filter(isExtended).map(([, value]) => decodeExtended(value));
    const unextended = params.filter(([name]) => name === 'filename' || name === 'name');
    return [...extended, ...unextended.map(([, value]) => decodeWords(value.slice(0, LONGEST_NAME)))].filter(
      (name) => name !== '',
    );
  });
}

function isExtended([name]: Parameter): boolean {
  return name === 'filename*' || name === 'name*';
}

/** Decodes `charset'language'percent-encoded` (RFC 2231 4). */
function decodeExtended(value: string): string {
  const [charset = '', , ...rest] = value.split("'");
  const encoded = Buffer.from(rest.length > 0 ? rest.join("'") : value, 'latin1');
  const bytes = Buffer.allocUnsafe(encoded.length);
  let length = 0;
  for (let at = 0; at < encoded.length; at++) {
    const escaped = encoded[at] === 0x25 ? hexPair(encoded[at + 1], encoded[at + 2]) : -1;
    if (escaped >= 0) at += 2;
    bytes[length++] = escaped >= 0 ? escaped : (encoded[at] as number);
  }
  return decodeCharset(bytes.subarray(0, length), rest.length > 0 ? charset : '');
}
