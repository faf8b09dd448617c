import { isAscii } from 'node:buffer';
import { decodeWords } from '../encoded-words.ts';
import { foldCase } from '../fold-case.ts';
import { FieldCursor, unfold } from '../header/fields.ts';

/** Returns a header block as text, folded for search: its fields in their order, encoded-words decoded. */
export function headerText(header: Buffer): string {
  const cursor = new FieldCursor(header);
  const plain = header.toString('latin1', cursor.end);
  // Most part headers have nothing to decode, and folding white space unfolds the fields
  if (isAscii(header) && !plain.includes('=?')) return foldCase(plain);
  let text = '';
  while (cursor.next()) {
    text += `${decodeWords(unfold(cursor.bytes.toString('latin1', cursor.start, cursor.end)))}\n`;
  }
  return foldCase(text);
}
