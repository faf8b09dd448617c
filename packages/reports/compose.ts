import { isAscii } from 'node:buffer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { mailLines } from './line-ends.ts';

/** A message for machines, of the parts that RFC 6522 3 names. */
export interface ReportMail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string | readonly string[];
  readonly subject: string;
  readonly date: Date;
  readonly messageId: string;
  /** The Message-ID of the reported message, so that mail programs show the report beside it. */
  readonly inReplyTo?: string | undefined;
  /** Unguessable text for the boundary, so that no content can contain it. */
  readonly boundary: string;
  /** The type of the second part without `message/`, as RFC 6522 2 wants it. */
  readonly reportType: string;
  readonly text: string;
  readonly parts: readonly ReportPart[];
}

export interface ReportPart {
  readonly type: string;
  readonly content: Buffer;
  readonly description: string;
}

/** Writes a multipart/report (RFC 6522). */
export async function composeReport(mail: ReportMail): Promise<Buffer> {
  const { boundary, date, from, inReplyTo, messageId, reportType, subject, text } = mail;
  const composer = new MailComposer({
    from,
    to: [mail.to].flat().map((address) => ({ name: '', address })),
    subject,
    date,
    messageId,
    inReplyTo,
    references: inReplyTo,
    text: mailLines(text),
    attachments: mail.parts.map(attachment),
    boundaryPrefix: '=_',
    baseBoundary: boundary,
    // Contents are octets; what a stranger wrote must never be used as a file name or a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const message = composer.compile();
  message.setHeader('Content-Type', `multipart/report; report-type=${reportType}`);
  // RFC 3834 5: asks programs not to answer this message.
  message.setHeader('Auto-Submitted', 'auto-replied');
  // RFC 2045 6.4: a multipart must not have a weaker encoding than its parts.
  const eightBit = message.childNodes.some((part) => part.getHeader('Content-Transfer-Encoding') === '8bit');
  message.setHeader('Content-Transfer-Encoding', eightBit ? '8bit' : '7bit');
  return message.build();
}

/**
 * The composer never encodes message/* and labels it by its content (RFC 2046 5.2.1). A returned header is not encoded where
 * possible, because programs read it without decoding; elsewhere it is quoted-printable (RFC 6522 4).
 */
function attachment({ type, content, description }: ReportPart) {
  const part = { contentType: type, content, contentDisposition: 'inline', filename: false as const };
  const headers = { 'Content-Description': description };
  if (!type.startsWith('text/')) return { ...part, headers };
  if (!isSevenBit(content)) return { ...part, headers, contentTransferEncoding: 'quoted-printable' };
  const lines = [`Content-Type: ${type}`, `Content-Description: ${description}`, 'Content-Transfer-Encoding: 7bit'];
  return { raw: Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), content]) };
}

/** Returns whether content is 7bit data (RFC 2045 2.7). */
function isSevenBit(content: Buffer): boolean {
  return isAscii(content) && !content.includes(0) && content.toString('latin1').split('\r\n').every(fitsOnLine);
}

/** Returns whether a line is short enough (RFC 5322 2.1.1). */
function fitsOnLine(line: string): boolean {
  return line.length <= 998;
}
