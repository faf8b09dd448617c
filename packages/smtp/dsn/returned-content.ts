import type { OriginalContent } from './report.ts';

const MAX_HEADER = 64 * 1024;

/**
 * What of the original is attached. Line ends become CRLF; a header is cut at a line end when it is longer than
 * anyone reads. The Return-Path that stands first in stored mail is our own note and is left out.
 */
export function returnedContent({ kind, bytes }: OriginalContent): Buffer {
  // Latin-1 keeps every octet what it is.
  const text = bytes.toString('latin1').replace(/^return-path:[^\n]*\n(?:[ \t][^\n]*\n)*/i, '');
  const lines = text.replace(/\r\n?|\n/g, '\r\n');
  if (kind === 'full') return Buffer.from(lines, 'latin1');
  const end = lines.startsWith('\r\n') ? 0 : lines.indexOf('\r\n\r\n');
  const header = end === -1 ? lines : lines.slice(0, end === 0 ? 0 : end + 2);
  if (header.length <= MAX_HEADER) return Buffer.from(header, 'latin1');
  const cut = header.lastIndexOf('\r\n', MAX_HEADER);
  return Buffer.from(header.slice(0, cut === -1 ? MAX_HEADER : cut + 2), 'latin1');
}
