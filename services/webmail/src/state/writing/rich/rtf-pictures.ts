import { pictureFile } from './picture-file.ts';

/** The longest RTF that is read, in characters, and the largest picture, in octets. */
const MOST_LETTERS = 60_000_000;
const MOST_BYTES = 10_000_000;
const TYPES: Readonly<Record<string, string>> = { pngblip: 'image/png', jpegblip: 'image/jpeg' };

/**
 * Returns the pictures of an RTF text in order, as Word and LibreOffice write them (`{\pict\pngblip 8950…}`). undefined stands for a picture of
 * another type. Duplicates for older programs (`\nonshppict`) do not count.
 */
export function picturesOfRtf(rtf: string, most: number): (File | undefined)[] {
  const found: (File | undefined)[] = [];
  const text = rtf.length > MOST_LETTERS ? '' : rtf;
  for (let at = text.indexOf('\\pict'); at >= 0 && found.length < most; ) {
    const end = endOfGroup(text, at);
    if (!/^[a-z]/.test(text[at + 5] ?? '') && !text.slice(Math.max(at - 20, 0), at).includes('\\nonshppict'))
      found.push(pictureIn(text, at, end));
    at = text.indexOf('\\pict', Math.max(end, at + 5));
  }
  return found;
}

/** Returns the end of the group that is open at a position. */
function endOfGroup(text: string, from: number): number {
  let depth = 0;
  const brace = /[{}]/g;
  brace.lastIndex = from;
  for (let found = brace.exec(text); found; found = brace.exec(text)) {
    depth += found[0] === '{' ? 1 : -1;
    if (depth < 0) return found.index;
  }
  return text.length;
}

/** Reads one picture: control words name its type, and hex digits after the last word or group are its octets. */
function pictureIn(text: string, from: number, end: number): File | undefined {
  let digits = end;
  while (digits > from && isHexOrSpace(text.charCodeAt(digits - 1))) digits--;
  const kind = /\\(pngblip|jpegblip)\b/.exec(text.slice(from, digits))?.[1] ?? '';
  const type = TYPES[kind];
  if (type === undefined || end - digits > MOST_BYTES * 2.2) return undefined;
  const hex = text.slice(digits, end).replace(/\s/g, '');
  // The last control word may end in letters that are hex digits too, so the picture's signature is searched.
  const begin = hex.search(kind === 'pngblip' ? /89504e47/i : /ffd8ff/i);
  if (begin < 0) return undefined;
  const octets = new Uint8Array(Math.floor((hex.length - begin) / 2));
  for (let at = 0; at < octets.length; at++)
    octets[at] = Number.parseInt(hex.slice(begin + at * 2, begin + at * 2 + 2), 16);
  return pictureFile(octets, type);
}

function isHexOrSpace(code: number): boolean {
  const isDigit = code >= 0x30 && code <= 0x39;
  const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x66;
  return isDigit || isLetter || code === 0x20 || code === 0x0a || code === 0x0d;
}
