import { asciiIfPossible } from '@postroom/smtp';
import MailComposer from 'nodemailer/lib/mail-composer';
import { printableHeader } from '../dsn/field.ts';
import { mailLines } from '../line-ends.ts';
import { subjectText } from '../subject.ts';

/** A message from the platform to the owner of a mailbox. */
export interface Notice {
  readonly id: string;
  readonly hostname: string;
  readonly date: Date;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  /** Text with any kind of line ends. */
  readonly text: string;
}

/** Writes a plain message that nobody should answer automatically (RFC 3834 5). */
export async function buildNotice(notice: Notice): Promise<{ readonly raw: Buffer; readonly messageId: string }> {
  const { id, hostname, date, from, to, subject, text } = notice;
  const messageId = `<${id}@${hostname}>`;
  const party = ({ name, address }: Notice['to']) => ({
    name: printableHeader(name),
    address: asciiIfPossible(address),
  });
  const raw = await new MailComposer({
    from: party(from),
    to: party(to),
    subject: subjectText(subject),
    date,
    text: mailLines(text),
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
    baseBoundary: id,
  })
    .compile()
    .build();
  return { raw, messageId };
}
