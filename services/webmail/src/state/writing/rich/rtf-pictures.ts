import { pictureFile } from './picture-file.ts';

/** Letters of RTF that are looked through, and octets of a picture. */
const MOST_LETTERS = 60_000_000;
const MOST_BYTES = 10_000_000;
const TYPES: Readonly<Record<string, string>> = { pngblip: 'image/png', jpegblip: 'image/jpeg' };

/**
 * The pictures of a text in RTF, in their order: Word and LibreOffice put them there (`{\pict\pngblip 8950…}`). undefined stands for one
 * of a kind that no browser shows. The same once more for programs that are older (`\nonshppict`) does not count.
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

/** Where the group ends that is open there. */
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

/** Its words say of which kind it is; what follows the last of them, and groups in between, are its octets in hex. */
function pictureIn(text: string, from: number, end: number): File | undefined {
  let digits = end;
  while (digits > from && isHexOrSpace(text.charCodeAt(digits - 1))) digits--;
  const kind = /\\(pngblip|jpegblip)\b/.exec(text.slice(from, digits))?.[1] ?? '';
  const type = TYPES[kind];
  if (type === undefined || end - digits > MOST_BYTES * 2.2) return undefined;
  const hex = text.slice(digits, end).replace(/\s/g, '');
  // The last word may end in letters that are digits, too.
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
