import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import libcharset from 'libmime/lib/charset.js';
import { asBuffer } from './bytes.ts';

/** One decoder per label of the Encoding Standard; labels nobody knows are not kept, so hostile mail cannot fill it. */
const decoders = new Map<string, TextDecoder>();

/**
 * Text in a charset as a string. Never throws: bytes that are not of the charset become U+FFFD, and an unknown charset is
 * read as UTF-8 when it is that, else as windows-1252.
 */
export function decodeCharset(bytes: Uint8Array, charset: string): string {
  const buffer = asBuffer(bytes);
  const label = charset.trim().toLowerCase();
  if (label === 'utf-8' || label === 'utf8') return withoutBom(buffer.toString('utf8'));
  // Senders declare us-ascii and send anything
  if (label === '' || label === 'us-ascii' || label === 'ascii') return decodeUnlabelled(buffer);
  const decoder = findDecoder(label);
  if (decoder) return decoder.decode(buffer);
  return leftOut.test(label) ? libcharset.decode(buffer, label) : decodeUnlabelled(buffer);
}

/** What the Encoding Standard left out or spells otherwise, and libmime knows. It reads all it does not know as UTF-8. */
const leftOut = /^(?:utf[-_]?(?:7|32)|(?:cp|ibm|win|latin|l)[-_]?\d|iso[-_]?8859|mac|x-mac|viscii|tcvn|armscii)/;

/** Bytes of no declared charset: UTF-8 when they are that (RFC 6532), else windows-1252. */
export function decodeUnlabelled(buffer: Buffer): string {
  return isUtf8(buffer) ? withoutBom(buffer.toString('utf8')) : decodeCharset(buffer, 'windows-1252');
}

function findDecoder(label: string): TextDecoder | null {
  const known = decoders.get(label);
  if (known) return known;
  if (!/^[a-z0-9_:.-]{1,40}$/.test(label)) return null;
  try {
    const decoder = new TextDecoder(label);
    decoders.set(label, decoder);
    return decoder;
  } catch {
    return null;
  }
}

function withoutBom(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
