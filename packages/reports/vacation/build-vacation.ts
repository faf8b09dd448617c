import { htmlToText } from '@postroom/mime';
import { asciiIfPossible } from '@postroom/smtp';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { BuiltReport } from '../dsn/build-report.ts';
import { printableHeader } from '../dsn/field.ts';
import { mailLines } from '../line-ends.ts';
import { subjectText } from '../subject.ts';
import type { Answerable } from './answerable.ts';

/** The texts of the mailbox owner; null where not given. */
export interface VacationText {
  readonly subject: string | null;
  readonly textBody: string | null;
  readonly htmlBody: string | null;
}

export interface Vacation {
  /** The unique part of the answer's Message-ID. */
  readonly id: string;
  readonly hostname: string;
  readonly date: Date;
  readonly from: { readonly name: string; readonly address: string };
  /** The sender of the answered message. */
  readonly to: string;
  readonly answered: Answerable;
  readonly text: VacationText;
}

/** RFC 8621 8: the text when the owner gives none. */
const DEFAULT_TEXT = 'I am away and will read your mail when I am back.\n';

/** Builds a vacation answer (RFC 3834 3, RFC 5230 5). The envelope's reverse-path must be null. */
export async function buildVacation(vacation: Vacation): Promise<BuiltReport> {
  const { id, hostname, date, from, answered, text } = vacation;
  const messageId = `<${id}@${hostname}>`;
  const to = asciiIfPossible(vacation.to);
  const { subject, textBody, htmlBody } = text;
  const inReplyTo = answered.messageId || undefined;
  const references = [...answered.references.map((one) => `<${one}>`), ...(inReplyTo ? [inReplyTo] : [])];
  const composer = new MailComposer({
    from: { name: printableHeader(from.name), address: asciiIfPossible(from.address) },
    to: { name: '', address: printableHeader(to) },
    // The default subject of RFC 3834 3.1.5.
    subject: subjectText(subject ?? `Auto: ${answered.subject}`),
    date,
    messageId,
    inReplyTo,
    references: references.length > 0 ? references : undefined,
    text: mailLines(textBody ?? (htmlBody === null ? DEFAULT_TEXT : htmlToText(htmlBody))),
    html: htmlBody === null ? undefined : mailLines(htmlBody),
    headers: { 'Auto-Submitted': 'auto-replied', Precedence: 'bulk' },
    // Nothing in the message must be used as a file name or a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
    baseBoundary: id,
  });
  const raw = await composer.compile().build();
  return { raw, messageId, smtpUtf8: /[^\0-\x7f]/.test(`${to}${from.address}`) };
}
