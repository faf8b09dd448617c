import { decodeWords, foldCase } from '@postroom/mime';

/**
 * Whether a header block holds the text anywhere, field names included, as it stands or with its encoded words decoded
 * (RFC 3501 6.4.4 TEXT). The text is folded already.
 */
export function headerHasText(header: Buffer, folded: string): boolean {
  const raw = header.toString();
  if (foldCase(raw).includes(folded)) return true;
  return raw.includes('=?') && foldCase(decodeWords(raw.replace(/\r?\n(?=[ \t])/g, ''))).includes(folded);
}
