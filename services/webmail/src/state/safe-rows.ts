import { safeLine } from '../format/safe-line.ts';
import {
  type EmailAddress,
  type EmailBodyPart,
  FOLLOW_UP_TO,
  type Message,
  RECEIPT_TO,
  RESENT_FROM,
  type Row,
} from '../jmap/types.ts';

// Text from outside enters the page here; every line is made safe, so that no view has to do it.

function safeAddresses(addresses: readonly EmailAddress[] | null): EmailAddress[] | null {
  if (addresses === null) return null;
  return addresses.map(({ name, email }) => ({ name: name && safeLine(name), email: safeLine(email) }));
}

export function safeRow<Shown extends Row>(row: Shown): Shown {
  return {
    ...row,
    from: safeAddresses(row.from),
    to: safeAddresses(row.to),
    subject: row.subject && safeLine(row.subject),
    preview: safeLine(row.preview),
  };
}

function safePart(part: EmailBodyPart): EmailBodyPart {
  return { ...part, name: part.name && safeLine(part.name) };
}

export function safeMessage(message: Message): Message {
  return {
    ...safeRow(message),
    cc: safeAddresses(message.cc),
    bcc: safeAddresses(message.bcc),
    replyTo: safeAddresses(message.replyTo),
    [RECEIPT_TO]: safeAddresses(message[RECEIPT_TO] ?? null),
    [FOLLOW_UP_TO]: safeAddresses(message[FOLLOW_UP_TO] ?? null),
    [RESENT_FROM]: (message[RESENT_FROM] ?? []).map((each) => safeAddresses(each) ?? []),
    textBody: message.textBody.map(safePart),
    htmlBody: message.htmlBody.map(safePart),
    attachments: message.attachments.map(safePart),
  };
}
