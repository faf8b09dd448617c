import type { StagedBlob } from '@postroom/blobs';
import { FieldCursor, headerStart } from '@postroom/mime';

/** What Postfix names such a line, and mail programs do not show. */
const STRAY = Buffer.from('X-Mailbox-Line: ');
const CRLF = Buffer.from('\r\n');
const LF = 10;

/** A field longer than this is not written twice. */
const MAX_REPEATED = 16 * 1024;

/**
 * Makes a message one that fields can be put in front of, whatever reads it then: lines before its first field (of an mbox
 * file, or blank) become fields, a body without header gets the line that ends ours. No octet that came is changed, moved or
 * left out (docs/decisions/0011-smtp-session.md).
 */
export function openToFields(blob: StagedBlob): StagedBlob {
  const { header, body } = blob;
  const start = headerStart(header);
  if (start === 0) return blob;
  if (start !== null) return resized(blob, Buffer.concat([...asFields(header, start), header.subarray(start)]), body);
  if (header[0] === LF || header.subarray(0, 2).equals(CRLF)) return blob;
  // What was taken for a header is the first line of a text.
  if (body !== null) return resized(blob, CRLF, Buffer.concat([header, body]));
  return resized(blob, Buffer.concat([CRLF, header]), body);
}

/** The lines before the first field, each as a field. */
function asFields(header: Buffer, start: number): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  while (at < start) {
    const lf = header.indexOf(LF, at);
    const end = lf < 0 || lf >= start ? start : lf + 1;
    pieces.push(STRAY, header.subarray(at, end));
    at = end;
  }
  // A byte order mark hides the field that it stands before, so that one is there twice.
  return header[start - 1] === LF ? pieces : [...firstField(header), ...pieces];
}

function firstField(header: Buffer): Buffer[] {
  const cursor = new FieldCursor(header);
  cursor.next();
  const field = header.subarray(cursor.start, cursor.end);
  return field.length <= MAX_REPEATED && field.at(-1) === LF ? [field] : [];
}

function resized(blob: StagedBlob, header: Buffer, body: Buffer | null): StagedBlob {
  const before = blob.header.length + (blob.body?.length ?? 0);
  return { ...blob, header, body, size: blob.size - before + header.length + (body?.length ?? 0) };
}
