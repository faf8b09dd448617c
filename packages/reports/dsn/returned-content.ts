import { headerEnd, headerStart, returnPathLength } from '@postroom/mime';
import type { OriginalContent } from './report.ts';

const MAX_HEADER = 64 * 1024;

/**
 * Returns the part of the original to attach, with CRLF line ends: the message, or its header without the blank line. A header longer
 * than anyone reads is cut at a line end.
 */
export function returnedContent({ kind, bytes }: OriginalContent): Buffer {
  const message = bytes.subarray(returnPathLength(bytes));
  if (kind === 'full') return withCrlf(message);
  const start = headerStart(message);
  if (start === null) return Buffer.alloc(0);
  const header = withCrlf(message.subarray(start, Math.min(headerEnd(message), start + MAX_HEADER)), ' ');
  const cut = header.lastIndexOf('\r\n') + 2;
  const lines = cut < 2 ? header : header.subarray(0, cut);
  return lines.subarray(-4).toString('latin1') === '\r\n\r\n' ? lines.subarray(0, -2) : lines;
}

/** Turns LF into CRLF. Only those end a line (RFC 5322 2.1); in a header a bare CR must not look like a line end either. */
function withCrlf(bytes: Buffer, insteadOfCr = '\r'): Buffer {
  // Latin-1 keeps every octet unchanged.
  const text = bytes.toString('latin1').replace(/\r?\n|\r/g, (end) => (end === '\r' ? insteadOfCr : '\r\n'));
  return Buffer.from(text, 'latin1');
}
