import { isAscii } from 'node:buffer';
import { asciiIfPossible, formatDateTime } from '@postroom/smtp';
import { field, printableHeader } from './field.ts';
import { humanText } from './human-text.ts';
import { returnedContent } from './returned-content.ts';
import { statusFields } from './status-fields.ts';

/** RFC 3464 2.3.3. */
export type Action = 'failed' | 'delayed' | 'delivered' | 'relayed';

/** What is said of one recipient. */
export type ReportedRecipient = {
  readonly finalRecipient: string;
  /** ORCPT with its type, `rfc822;user@example`, as the sender gave it. */
  readonly originalRecipient?: string | undefined;
  /** RFC 3463 code, `5.1.1`. */
  readonly status: string;
  /** The server that was spoken to. */
  readonly remoteMta?: string | undefined;
  /** Its reply, `550 5.1.1 no such user`, or our own words where nobody replied. */
  readonly diagnostic?: { readonly type: 'smtp' | 'x-postroom'; readonly text: string } | undefined;
  /** A sentence for people before the reply, such as why it was given up. */
  readonly note?: string | undefined;
  readonly lastAttempt?: Date | undefined;
  readonly willRetryUntil?: Date | undefined;
};

export type Report = {
  /** One report says one thing: RFC 3464 allows a mix, but people read these. */
  readonly action: Action;
  readonly recipients: readonly ReportedRecipient[];
  /** Our host name: Reporting-MTA, and the domain of From. */
  readonly hostname: string;
  /** The reverse-path of the message that is reported on; never the null one. */
  readonly sender: string;
  /** Unique: becomes the Message-ID and the boundary. */
  readonly id: string;
  readonly date: Date;
  readonly arrivalDate: Date;
  readonly envelopeId?: string | undefined;
  /** The sender understands RFC 6532, because the message came with SMTPUTF8. */
  readonly smtpUtf8: boolean;
  readonly originalMessageId?: string | undefined;
  readonly original: OriginalContent;
};

/** The message, or only its header, as it came. */
export type OriginalContent = { readonly kind: 'headers' | 'full'; readonly bytes: Buffer };

export type BuiltReport = {
  readonly raw: Buffer;
  readonly messageId: string;
  readonly eightBit: boolean;
  /** The report can only travel with SMTPUTF8. */
  readonly smtpUtf8: boolean;
};

const SUBJECTS: Record<Action, string> = {
  failed: 'Mail could not be delivered',
  delayed: 'Mail is delayed',
  delivered: 'Mail was delivered',
  relayed: 'Mail was passed on',
};

/**
 * Builds a delivery status notification: multipart/report (RFC 6522) of a text for people, message/delivery-status
 * (RFC 3464) and the message or its header; in the forms of RFC 6533 where the sender takes UTF-8. The envelope's
 * reverse-path must be null.
 */
export function buildReport(report: Report): BuiltReport {
  const messageId = `<${report.id}@${report.hostname}>`;
  const boundary = `=_${report.id}`;
  const international = report.smtpUtf8 ? 'global-' : '';
  const sender = asciiIfPossible(report.sender);
  const header = [
    `From: Mail Delivery System <MAILER-DAEMON@${report.hostname}>`,
    `To: <${printableHeader(sender)}>`,
    `Subject: ${SUBJECTS[report.action]}`,
    `Date: ${formatDateTime(report.date)}`,
    `Message-ID: ${messageId}`,
    ...thread(report.originalMessageId),
    // RFC 3834 5: nobody should answer this automatically.
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="${boundary}"`,
  ];
  const parts = [
    part('text/plain; charset=utf-8', Buffer.from(humanText(report))),
    part(`message/${international}delivery-status`, Buffer.from(statusFields(report))),
    returnedPart(report),
  ];
  const eightBit = parts.some(({ eightBit }) => eightBit);
  header.push(`Content-Transfer-Encoding: ${eightBit ? '8bit' : '7bit'}`);
  const pieces: Buffer[] = [Buffer.from(`${header.join('\r\n')}\r\n\r\n`)];
  for (const { bytes } of parts) pieces.push(Buffer.from(`--${boundary}\r\n`), bytes, Buffer.from('\r\n'));
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  const smtpUtf8 = report.smtpUtf8 || /[^\0-\x7f]/.test(sender);
  return { raw: Buffer.concat(pieces), messageId, eightBit, smtpUtf8 };
}

/** So that mail programs show the report beside the message. */
function thread(messageId: string | undefined): string[] {
  if (messageId === undefined || !/^<[!-;=?-~]{1,900}>$/.test(messageId)) return [];
  return [field('In-Reply-To', messageId), field('References', messageId)];
}

type Part = { readonly bytes: Buffer; readonly eightBit: boolean };

function part(type: string, content: Buffer, description?: string): Part {
  const eightBit = !isAscii(content);
  const lines = [`Content-Type: ${type}`, `Content-Transfer-Encoding: ${eightBit ? '8bit' : '7bit'}`];
  if (description) lines.push(`Content-Description: ${description}`);
  return { bytes: Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), content]), eightBit };
}

/** RFC 3462 text/rfc822-headers or the whole message; RFC 6533 message/global-headers and message/global. */
function returnedPart({ original, smtpUtf8 }: Report): Part {
  const types = {
    headers: ['text/rfc822-headers', 'message/global-headers'],
    full: ['message/rfc822', 'message/global'],
  };
  const content = returnedContent(original);
  return part(types[original.kind][smtpUtf8 ? 1 : 0] ?? '', content, 'The message');
}
