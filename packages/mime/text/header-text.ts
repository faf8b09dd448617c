import { decodeWords } from '../encoded-words.ts';
import { FieldCursor, unfold } from '../header/fields.ts';

/** A header block as people read it, a field a line: unfolded, encoded-words decoded. */
export function headerText(header: Uint8Array): string {
  let text = '';
  for (const line of headerLines(header)) text += `${line}\n`;
  return text;
}

/** The same, line by line, so that who reads a large header can pause. */
export function* headerLines(header: Uint8Array, likelyCharset?: string): Generator<string> {
  const cursor = new FieldCursor(header);
  while (cursor.next()) {
    yield decodeWords(unfold(cursor.bytes.toString('latin1', cursor.start, cursor.end)), likelyCharset);
  }
}
