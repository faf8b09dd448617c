import { asciiIfPossible } from '@postroom/smtp';
import MailComposer from 'nodemailer/lib/mail-composer';
import { printableHeader } from '../dsn/field.ts';

/** A message with an aggregate report for the domain owner who asked for it. */
export interface AggregateMail {
  readonly id: string;
  readonly hostname: string;
  readonly date: Date;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The report, compressed with gzip. */
  readonly report: Buffer;
  readonly type: 'application/gzip' | 'application/tlsrpt+gzip';
  readonly filename: string;
  /** For a report on TLS (RFC 8460 5.3): the domain it is about, and its sender. */
  readonly tls?: { readonly domain: string; readonly submitter: string };
}

/** Writes the message (RFC 9990 3.5.2, RFC 8460 5.3), marked so that nobody answers automatically (RFC 3834 5). */
export async function composeAggregate(mail: AggregateMail): Promise<Buffer> {
  const { id, hostname, date, from, to, subject, text, report, type, filename, tls } = mail;
  const message = new MailComposer({
    from: { name: printableHeader(from.name), address: asciiIfPossible(from.address) },
    to: { name: '', address: asciiIfPossible(to) },
    subject: printableHeader(subject),
    date,
    text,
    messageId: `<${id}@${hostname}>`,
    attachments: [{ content: report, contentType: type, filename, contentTransferEncoding: 'base64' }],
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(tls && { 'TLS-Report-Domain': tls.domain, 'TLS-Report-Submitter': tls.submitter }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
    baseBoundary: id,
    // Without this the composer would write Tls-Report-Domain.
    normalizeHeaderKey: (name) => name.replace(/^tls-/i, 'TLS-'),
  }).compile();
  if (tls) message.setHeader('Content-Type', 'multipart/report; report-type=tlsrpt');
  return message.build();
}
