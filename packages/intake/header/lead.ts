import type { StagedBlob } from '@postroom/blobs';
import { FieldCursor, headerStart } from '@postroom/mime';

/** Postfix uses this name for such lines; mail programs do not show it. */
const STRAY = Buffer.from('X-Mailbox-Line: ');
const CRLF = Buffer.from('\r\n');
const LF = 10;

/** A longer field is not repeated. */
const MAX_REPEATED = 16 * 1024;

/**
 * Prepares a message so that fields can be put in front of it and every reader sees them: lines before its first field (blank, or from an
 * mbox file) become fields, and a body without a header gets the line that ends ours. No octet that arrived is changed, moved or left
 * out (docs/decisions/0011-smtp-session.md).
 */
export function openToFields(blob: StagedBlob): StagedBlob {
  const { header, body } = blob;
  const start = headerStart(header);
  if (start === 0) return blob;
  if (start !== null) return resized(blob, Buffer.concat([...asFields(header, start), header.subarray(start)]), body);
  if (header[0] === LF || header.subarray(0, 2).equals(CRLF)) return blob;
  // The supposed header is the first line of a text.
  if (body !== null) return resized(blob, CRLF, Buffer.concat([header, body]));
  return resized(blob, Buffer.concat([CRLF, header]), body);
}

/** Turns each line before the first field into a field. */
function asFields(header: Buffer, start: number): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  while (at < start) {
    const lf = header.indexOf(LF, at);
    const end = lf < 0 || lf >= start ? start : lf + 1;
    pieces.push(STRAY, header.subarray(at, end));
    at = end;
  }
  // A byte order mark hides the field that follows it, so that field is repeated.
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
