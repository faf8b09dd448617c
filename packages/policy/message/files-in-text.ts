import type { Attachment } from './attached.ts';

/** The most files that are read in one text, and octets of all of them. */
const MAX_FILES = 20;
const MAX_BYTES = 1024 * 1024;

/** The first line of a file inside a text: of uuencode (POSIX.1, also in base64), or of yEnc. */
const BEGIN =
  /^(?:begin(?<base64>-base64)? [0-7]{3,4} (?<name>[^\r\n]{1,250})|=ybegin [^\r\n]{0,250}?name=(?<yname>[^\r\n]{1,250}))\r?\n/gm;

/** Returns quickly whether a text may contain files; most do not. */
export function mayHaveFiles(text: string): boolean {
  return /^(?:begin(?:-base64)? [0-7]{3}|=ybegin )/m.test(text);
}

/** Returns the files that mail programs extract from a text. @param text one character per octet */
export function filesInText(text: string): Attachment[] {
  const files: Attachment[] = [];
  if (!mayHaveFiles(text)) return files;
  let left = MAX_BYTES;
  for (const found of text.matchAll(BEGIN)) {
    const { base64, name, yname } = found.groups as { base64?: string; name?: string; yname?: string };
    const from = found.index + found[0].length;
    const bytes =
      yname === undefined ? decodeLines(text, from, left, base64 ? fromBase64 : fromUu) : decodeYenc(text, from, left);
    if (bytes.length === 0) continue;
    left -= bytes.length;
    files.push(fileOf((yname ?? name ?? '').trim(), bytes));
    if (files.length >= MAX_FILES || left <= 0) break;
  }
  return files;
}

function fileOf(name: string, bytes: Buffer): Attachment {
  const whole = async (): Promise<Buffer> => bytes;
  return { names: [name], start: whole, head: whole, body: whole, end: async () => Buffer.alloc(0) };
}

/** Decodes line by line, up to the first line of another kind. */
function decodeLines(text: string, from: number, most: number, decode: (line: string) => Buffer | undefined): Buffer {
  const pieces: Buffer[] = [];
  let length = 0;
  for (let at = from; at < text.length && length < most; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end).replace(/\r$/, '');
    const piece = line.length <= 200 ? decode(line) : undefined;
    if (!piece?.length) break;
    pieces.push(piece);
    length += piece.length;
    at = end < 0 ? text.length : end + 1;
  }
  return Buffer.concat(pieces).subarray(0, most);
}

/** Decodes a uuencoded line: its length, then four characters for three octets. Blanks at its end may be lost. */
function fromUu(line: string): Buffer | undefined {
  if (!/^[ -`]+$/.test(line)) return undefined;
  const length = (line.charCodeAt(0) - 32) & 63;
  const quads = Math.ceil(length / 3);
  if (length === 0 || line.length > 2 + 4 * quads) return undefined;
  const bytes = Buffer.alloc(3 * quads);
  for (let quad = 0; quad < quads; quad++) {
    const [a, b, c, d] = [1, 2, 3, 4].map((at) => ((line.charCodeAt(4 * quad + at) || 32) - 32) & 63) as [
      number,
      number,
      number,
      number,
    ];
    bytes.writeUIntBE((a << 18) | (b << 12) | (c << 6) | d, 3 * quad, 3);
  }
  return bytes.subarray(0, length);
}

function fromBase64(line: string): Buffer | undefined {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(line) ? Buffer.from(line, 'base64') : undefined;
}

/** Decodes yEnc 1.3: each octet has 42 added; octets that a line cannot hold follow an equals sign with 64 more. */
function decodeYenc(text: string, from: number, most: number): Buffer {
  // Skips the line `=ypart begin=1 end=…`.
  const start = text.startsWith('=ypart ', from) ? text.indexOf('\n', from) + 1 : from;
  const end = text.indexOf('\n=y', start);
  const bytes = Buffer.alloc(Math.max(0, Math.min((end < 0 ? text.length : end) - start, most)));
  let length = 0;
  for (let at = start; length < bytes.length && at < (end < 0 ? text.length : end); at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) continue;
    bytes[length++] = code === 61 ? text.charCodeAt(++at) - 106 : code - 42;
  }
  return bytes.subarray(0, length);
}
