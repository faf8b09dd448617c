import { asciiIfPossible } from '@postroom/smtp';
import MailComposer from 'nodemailer/lib/mail-composer';
import { printableHeader } from '../dsn/field.ts';

/** A mail that brings a report to who asked for it. */
export interface AggregateMail {
  readonly id: string;
  readonly hostname: string;
  readonly date: Date;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** gzip. */
  readonly report: Buffer;
  readonly type: 'application/gzip';
  readonly filename: string;
}

/** Writes it (RFC 9990 3.5.2); nobody should answer automatically (RFC 3834 5). */
export async function composeAggregate(mail: AggregateMail): Promise<Buffer> {
  const { id, hostname, date, from, to, subject, text, report, type, filename } = mail;
  return new MailComposer({
    from: { name: printableHeader(from.name), address: asciiIfPossible(from.address) },
    to: { name: '', address: asciiIfPossible(to) },
    ...{ subject: printableHeader(subject), date, text, messageId: `<${id}@${hostname}>` },
    attachments: [{ content: report, contentType: type, filename, contentTransferEncoding: 'base64' }],
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...{ disableFileAccess: true, disableUrlAccess: true, baseBoundary: id },
  })
    .compile()
    .build();
}
