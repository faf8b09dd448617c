import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import iconv from 'iconv-lite';
import { asBuffer } from '../bytes.ts';
import type { CharsetDecoder } from './charset-decoder.ts';
import { DoubleByteDecoder, doubleByte } from './double-byte.ts';
import { HzDecoder } from './hz.ts';
import { Iso2022Decoder } from './iso-2022.ts';
import { usualName } from './names.ts';
import { Utf7Decoder } from './utf-7.ts';

/** One decoder per label of the Encoding Standard; unknown labels are not kept, so hostile mail cannot fill the map. */
const decoders = new Map<string, TextDecoder>();

/** Encoding names of iconv-lite that are no charsets. */
const noCharset = new Set(['base64', 'hex', 'binary', 'internal', 'ucs2internal']);

/** Charsets (and ISO-2022-JP) in which TextDecoder throws on broken text when a piece ends within a character. */
const cutByUs = new Set(['gb18030', 'euc-jp', 'shift_jis']);

/**
 * Decodes text in a charset. Never throws: bytes that are invalid in the charset become U+FFFD. Text in an unknown charset
 * is read as UTF-8 where it is valid UTF-8, else as windows-1252.
 */
export function decodeCharset(bytes: Uint8Array, charset: string): string {
  const buffer = asBuffer(bytes);
  // Nearly all mail is in UTF-8, so its name is not looked up
  if (charset === 'utf-8' || charset === 'UTF-8') return withoutBom(buffer.toString('utf8'));
  if (charset === '') return decodeUnlabelled(buffer);
  const name = usualName(charset);
  if (name === 'utf-8') return withoutBom(buffer.toString('utf8'));
  // Senders declare us-ascii and send any charset
  if (name === 'us-ascii') return decodeUnlabelled(buffer);
  const decoder = name === 'utf-16' ? undefined : (doubleByte(name) ?? findDecoder(name));
  if (decoder) return decoder.decode(buffer);
  const other = makeDecoder(name, buffer);
  return other.write(buffer) + other.end();
}

/** Returns a decoder for text that comes in pieces; without a known charset each piece is judged by itself. */
export function createCharsetDecoder(charset: string, first: Buffer): CharsetDecoder {
  return makeDecoder(usualName(charset), first);
}

/** Returns whether text in this charset is decoded as declared, not guessed. */
export function isKnownCharset(charset: string): boolean {
  const name = usualName(charset);
  if (name === 'us-ascii' || name === 'utf-16' || name === 'hz-gb-2312' || name === 'utf-7') return true;
  if (/^iso-2022-(?:kr|cn|jp-)/.test(name)) return true;
  return doubleByte(name) !== undefined || findDecoder(name) !== null || isInIconv(name);
}

/** @param first the first octets of the text */
function makeDecoder(name: string, first: Buffer): CharsetDecoder {
  if (name === 'hz-gb-2312') return new HzDecoder();
  if (name === 'utf-7') return new Utf7Decoder();
  if (/^iso-2022-(?:kr|cn|jp)/.test(name)) return new Iso2022Decoder();
  const table = doubleByte(name) ?? (cutByUs.has(name) ? findDecoder(name) : undefined);
  if (table) return new DoubleByteDecoder(table);
  const label = name === 'utf-16' ? byteOrder(first) : name;
  if (findDecoder(label)) return new StreamingDecoder(new TextDecoder(label));
  return isInIconv(name) ? iconvDecoder(name) : new UnlabelledDecoder();
}

/** Returns the byte order by the mark (RFC 2781 4.3); without one big endian, unless the text is clearly little endian. */
function byteOrder(first: Buffer): string {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  let little = 0;
  for (let at = 0; at + 1 < Math.min(first.length, 1024); at += 2) {
    if (first[at] === 0) little--;
    if (first[at + 1] === 0) little++;
  }
  return little > 0 ? 'utf-16le' : 'utf-16be';
}

function isInIconv(name: string): boolean {
  const bare = name.replace(/[^a-z0-9]/g, '');
  return bare !== '' && !noCharset.has(bare) && iconv.encodingExists(iconvName(name));
}

/** iconv-lite has `macgreek` where mail has `x-mac-greek`. */
function iconvName(name: string): string {
  return name.replace(/^x-/, '');
}

function iconvDecoder(name: string): CharsetDecoder {
  const decoder = iconv.getDecoder(iconvName(name));
  return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? '' };
}

class StreamingDecoder implements CharsetDecoder {
  readonly #decoder: TextDecoder;

  constructor(decoder: TextDecoder) {
    this.#decoder = decoder;
  }

  write(bytes: Buffer): string {
    return this.#decoder.decode(bytes, { stream: true });
  }

  end(): string {
    return this.#decoder.decode();
  }
}

class UnlabelledDecoder implements CharsetDecoder {
  /** The beginning of a UTF-8 character that the end of the last piece cut off. */
  #pending: Buffer = Buffer.alloc(0);

  write(bytes: Buffer): string {
    const all = this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes;
    const end = all.length - cutLength(all);
    this.#pending = Buffer.from(all.subarray(end));
    return decodeUnlabelled(all.subarray(0, end));
  }

  end(): string {
    return decodeUnlabelled(this.#pending);
  }
}

/** Returns how many octets at the end belong to an incomplete UTF-8 character. */
function cutLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const octet = bytes[bytes.length - back] as number;
    if (octet < 0x80) return 0;
    if (octet >= 0xc0) return back < (octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Decodes bytes without a declared charset: as UTF-8 if they are valid UTF-8 (RFC 6532), else as the `likely` charset. */
export function decodeUnlabelled(buffer: Buffer, likely = 'windows-1252'): string {
  if (isUtf8(buffer)) return withoutBom(buffer.toString('utf8'));
  const name = usualName(likely);
  return (doubleByte(name) ?? findDecoder(name) ?? (findDecoder('windows-1252') as TextDecoder)).decode(buffer);
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
