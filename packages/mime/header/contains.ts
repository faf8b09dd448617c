import { decodeWords } from '../encoded-words.ts';
import { foldCase } from '../fold-case.ts';
import { FieldCursor, unfold } from './fields.ts';
import { FieldNames } from './names.ts';

/**
 * IMAP SEARCH HEADER (RFC 3501 6.4.4): whether a field of this name has `needle` in its decoded text, without regard to
 * case. An empty needle asks only whether the field is there.
 */
export function headerContains(header: Uint8Array, fieldName: string, needle: string): boolean {
  const name = new FieldNames([fieldName]);
  const wanted = foldCase(needle);
  const cursor = new FieldCursor(header);
  while (cursor.next()) {
    if (cursor.nameIn(name) === '') continue;
    if (wanted === '') return true;
    const value = unfold(cursor.bytes.toString('latin1', cursor.colon + 1, cursor.end));
    if (foldCase(decodeWords(value)).includes(wanted)) return true;
  }
  return false;
}
