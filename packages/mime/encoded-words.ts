import { Base64Decoder } from './base64.ts';
import { trimBlanks } from './bytes.ts';
import { decodeCharset, decodeUnlabelled } from './charset/charset.ts';
import { hexPair } from './quoted-printable.ts';

/** RFC 2047 2, with the language tag of RFC 2231 5. Blanks inside the text are forbidden but common. */
const encodedWord = /=\?([^?*\s]+)(?:\*[^?\s]*)?\?([BbQq])\?([^?]*)\?=/g;

/** Charsets that switch by escape sequences. Each word of theirs is decoded by itself, because decoders reject two switches in a row. */
const switching = /^(?:iso-?2022|hz|utf-?7)/;

/**
 * Decodes the RFC 2047 encoded-words of header text and drops white space between two of them (6.2). Adjacent words of
 * one charset are joined before decoding, since writers cut inside characters. 8-bit bytes outside encoded-words are read as
 * UTF-8, else as `likely` (the charset of the body) or windows-1252. Control characters in encoded-words are dropped (RFC 8621
 * 4.1.2.2): they would end a line wherever the text is written. `value` holds one character per byte, or is proper
 * Unicode text. Never throws.
 */
export function decodeWords(value: string, likely?: string): string {
  if (!value.includes('=?')) return decodeRaw(value, likely);
  let out = '';
  let at = 0;
  let charset = '';
  let pending: Buffer[] = [];
  let afterWord = false;
  const flush = () => {
    if (pending.length > 0) out += decodeCharset(Buffer.concat(pending), charset).replace(/\p{Cc}+/gu, '');
    pending = [];
  };
  for (const match of value.matchAll(encodedWord)) {
    const [whole, wordCharset = '', encoding = '', text = ''] = match;
    const between = value.slice(at, match.index);
    if (!afterWord || trimBlanks(between) !== '') {
      flush();
      out += decodeRaw(between, likely);
    }
    afterWord = true;
    if (wordCharset.toLowerCase() !== charset || switching.test(charset)) flush();
    charset = wordCharset.toLowerCase();
    pending.push(encoding === 'B' || encoding === 'b' ? new Base64Decoder().write(latin1(text)) : decodeQ(text));
    at = match.index + whole.length;
  }
  flush();
  return out + decodeRaw(value.slice(at), likely);
}

/** Decodes the Q encoding (RFC 2047 4.2). */
function decodeQ(text: string): Buffer {
  const bytes = latin1(text);
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    const escaped = byte === 0x3d ? hexPair(bytes[at + 1], bytes[at + 2]) : -1;
    if (escaped >= 0) at += 2;
    out[length++] = escaped >= 0 ? escaped : byte === 0x5f ? 0x20 : byte;
  }
  return out.subarray(0, length);
}

/** Decodes text outside encoded-words: latin1 characters are taken as bytes of UTF-8 where that is valid. */
export function decodeRaw(value: string, likely?: string): string {
  if (!/[\x80-\xff]/.test(value) || /[^\0-\xff]/.test(value)) return value;
  return decodeUnlabelled(latin1(value), likely);
}

function latin1(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}
