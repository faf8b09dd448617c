import { plainLine } from '../format/plain.ts';
import { type EmailAddress, type EmailBodyPart, type Message, RECEIPT_TO, type Row } from '../jmap/types.ts';

// What others wrote comes into the page here, and every line of it is made plain, so that no view has to.

function plainAddresses(addresses: readonly EmailAddress[] | null): EmailAddress[] | null {
  if (addresses === null) return null;
  return addresses.map(({ name, email }) => ({ name: name && plainLine(name), email: plainLine(email) }));
}

export function plainRow<Shown extends Row>(row: Shown): Shown {
  return {
    ...row,
    ...{ from: plainAddresses(row.from), to: plainAddresses(row.to) },
    ...{ subject: row.subject && plainLine(row.subject), preview: plainLine(row.preview) },
  };
}

function plainPart(part: EmailBodyPart): EmailBodyPart {
  return { ...part, name: part.name && plainLine(part.name) };
}

export function plainMessage(message: Message): Message {
  return {
    ...plainRow(message),
    ...{ cc: plainAddresses(message.cc), bcc: plainAddresses(message.bcc), replyTo: plainAddresses(message.replyTo) },
    [RECEIPT_TO]: plainAddresses(message[RECEIPT_TO] ?? null),
    ...{ textBody: message.textBody.map(plainPart), htmlBody: message.htmlBody.map(plainPart) },
    attachments: message.attachments.map(plainPart),
  };
}
