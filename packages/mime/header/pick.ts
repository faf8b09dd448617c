import { LF } from '../bytes.ts';
import { FieldCursor } from './fields.ts';

const CRLF = Buffer.from('\r\n');

/**
 * What BODY[HEADER.FIELDS (names)] returns, or with `not` BODY[HEADER.FIELDS.NOT (names)] (RFC 3501 6.4.5): the original
 * bytes of the matching fields in their original order, then a blank line. Names are compared without regard to case.
 */
export function headerFields(header: Uint8Array, names: readonly string[], not = false): Buffer {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const cursor = new FieldCursor(header);
  const pieces: Uint8Array[] = [];
  let from = -1;
  let to = 0;
  const flush = () => {
    if (from >= 0) pieces.push(cursor.bytes.subarray(from, to));
    from = -1;
  };
  while (cursor.next()) {
    if (wanted.has(cursor.name()) === not) {
      flush();
    } else {
      if (from < 0) from = cursor.start;
      to = cursor.end;
    }
  }
  flush();
  // A header cut off by the end of the message or by a boundary lacks its last line end
  if (pieces.at(-1)?.at(-1) !== LF && pieces.length > 0) pieces.push(CRLF);
  pieces.push(CRLF);
  return Buffer.concat(pieces);
}
