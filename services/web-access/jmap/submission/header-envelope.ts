import { SetError } from '@postroom/jmap';
import { FieldNames, fieldValue, parseAddresses, parseHeader } from '@postroom/mime';
import type { SubmissionEnvelope } from '@postroom/sending';

const SENDERS = new FieldNames(['sender', 'from']);
const RECIPIENTS = new FieldNames(['to', 'cc', 'bcc']);

/** Returns the envelope given by a message's header (RFC 8621 7): Sender or From, and To, Cc and Bcc without duplicates. Throws invalidEmail. */
export function headerEnvelope(header: Buffer, maxRecipients: number): SubmissionEnvelope {
  const senders = parseHeader(header, SENDERS).toSorted((one, other) => rank(one.name) - rank(other.name));
  const [first] = senders;
  const [sender, second] = first ? addressesIn(header, [first], 2) : [];
  if (sender === undefined || (second !== undefined && first?.name === 'from'))
    throw new SetError('invalidEmail', 'The email has no sender', { properties: ['from'] });
  const recipients = addressesIn(header, parseHeader(header, RECIPIENTS), maxRecipients + 1);
  return {
    mailFrom: { email: sender, parameters: null },
    rcptTo: [...new Set(recipients)].map((email) => ({ email, parameters: null })),
  };
}

function rank(name: string): number {
  return name === 'sender' ? 0 : 1;
}

function addressesIn(header: Buffer, fields: ReturnType<typeof parseHeader>, most: number): string[] {
  return fields
    .flatMap((field) => parseAddresses(fieldValue(header, field), most))
    .flatMap(({ mailbox, host }) => (mailbox && host ? [`${mailbox}@${host}`] : []));
}
