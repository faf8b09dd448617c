import { asciiIfPossible } from '@postroom/smtp';
import { composeReport } from '../compose.ts';
import { printableHeader } from './field.ts';
import { humanText } from './human-text.ts';
import type { Action, Report } from './report.ts';
import { returnedContent } from './returned-content.ts';
import { statusFields } from './status-fields.ts';

export interface BuiltReport {
  readonly raw: Buffer;
  readonly messageId: string;
  /** Whether the report can only be sent with SMTPUTF8. */
  readonly smtpUtf8: boolean;
}

const SUBJECTS: Record<Action, string> = {
  failed: 'Mail could not be delivered',
  delayed: 'Mail is delayed',
  delivered: 'Mail was delivered',
  relayed: 'Mail was passed on',
};

/**
 * Builds a delivery status notification: a multipart/report (RFC 6522) of a text for people, message/delivery-status
 * (RFC 3464) and the message or its header; in the forms of RFC 6533 where the sender accepts UTF-8. The envelope's
 * reverse-path must be null.
 */
export async function buildReport(report: Report): Promise<BuiltReport> {
  const messageId = `<${report.id}@${report.hostname}>`;
  const sender = asciiIfPossible(report.sender);
  const international = report.smtpUtf8 ? 'global-' : '';
  const raw = await composeReport({
    from: { name: 'Mail Delivery System', address: `MAILER-DAEMON@${report.hostname}` },
    to: printableHeader(sender),
    subject: SUBJECTS[report.action],
    date: report.date,
    messageId,
    inReplyTo: threadable(report.originalMessageId),
    boundary: report.id,
    reportType: 'delivery-status',
    text: humanText(report),
    parts: [
      {
        type: `message/${international}delivery-status`,
        content: Buffer.from(statusFields(report)),
        description: 'Delivery report',
      },
      { type: returnedType(report), content: returnedContent(report.original), description: 'The message' },
    ],
  });
  const smtpUtf8 = report.smtpUtf8 || /[^\0-\x7f]/.test(sender);
  return { raw, messageId, smtpUtf8 };
}

/** Returns a Message-ID if it can stand in References, so that mail programs show the report beside the message. */
function threadable(messageId: string | undefined): string | undefined {
  return messageId !== undefined && /^<[!-;=?-~]{1,900}>$/.test(messageId) ? messageId : undefined;
}

/** RFC 6522 4 text/rfc822-headers or the whole message; RFC 6533 message/global-headers and message/global. */
function returnedType({ original, smtpUtf8 }: Report): string {
  if (original.kind === 'full') return smtpUtf8 ? 'message/global' : 'message/rfc822';
  return smtpUtf8 ? 'message/global-headers' : 'text/rfc822-headers';
}
