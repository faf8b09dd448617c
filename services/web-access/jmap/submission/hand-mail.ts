import { type MessageReader, orDiscard, type StagedBlob } from '@postroom/blobs';
import { hasAccounts, newPlaces, type Places, recipientKey, type Trace, takeMail } from '@postroom/intake';
import { SetError } from '@postroom/jmap';
import { ArrivingFacts } from '@postroom/mailbox';
import { type MailParameters, needsSmtpUtf8, parseMailbox, SmtpError } from '@postroom/smtp';
import { isMailError } from '@postroom/types';
import type { Context } from '../context.ts';
import { asSetError } from '../errors.ts';
import { invalidRecipients, type ReadEnvelope } from './envelope.ts';

/** Returns the places to which a mail to these recipients goes. Throws SetError. */
export async function findPlaces(
  { services }: Context,
  { recipients }: Pick<ReadEnvelope, 'recipients'>,
  size: number,
): Promise<Places> {
  const places: Places = new Map();
  const known = new Set<string>();
  const refused = new Map<string, string>();
  for (const recipient of recipients) {
    const key = recipientKey(recipient.address);
    if (known.has(key)) continue;
    known.add(key);
    try {
      const targets = await services.recipients.check({ address: recipient.address, size, relay: true });
      for (const [place, target] of newPlaces(places, targets)) places.set(place, { target, recipient });
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error;
      refused.set(recipient.address, error.text);
    }
    const { maxDeliveries } = services.settings;
    if (places.size > maxDeliveries)
      throw new SetError('tooManyRecipients', `The recipients lead to more than ${maxDeliveries} addresses`, {
        maxRecipients: maxDeliveries,
      });
  }
  if (refused.size > 0)
    throw invalidRecipients([...refused.keys()], [...new Set(refused.values())].slice(0, 10).join('; '));
  return places;
}

/** A mail that one of our users sends by HTTP. */
export interface HandedMail {
  readonly mailId: string;
  /** The reverse-path; '' is the null one. */
  readonly reversePath: string;
  readonly recipients: readonly string[];
  readonly places: Places;
  readonly parameters: Pick<MailParameters, 'envid' | 'ret'>;
  readonly header: Buffer;
  readonly releaseAt: Date | null;
  /** Whether the mail is passed on unchanged, by somebody who may do that. */
  readonly isResent?: boolean;
  /** Writes the octets of the mail and passes them to `reader`. */
  write(reader: MessageReader | undefined): Promise<StagedBlob>;
}

/** Hands a mail over as if it came by SMTP, through the same checks. Throws SetError. */
export async function handMail({ services, login, client }: Context, mail: HandedMail): Promise<void> {
  const { store, intake, settings } = services;
  const { reversePath, recipients, places, parameters, releaseAt, isResent = false } = mail;
  const international = [reversePath, ...recipients].some(isInternational);
  const trace: Trace = {
    id: mail.mailId,
    date: new Date(),
    by: intake.hostname,
    remoteAddress: client,
    ehlo: undefined,
    extended: true,
    authenticated: true,
    submitted: true,
    http: true,
    smtpUtf8: international || /[^\0-\x7f]/.test(mail.header.toString('latin1')),
    reversePath,
    recipients: [...recipients],
  };
  const span = intake.tracer.start('submit', { kind: 'server' });
  try {
    const reader = hasAccounts(places) ? new ArrivingFacts() : undefined;
    const raw = await asSetError(() => mail.write(reader));
    const gone = (): AbortSignal => NEVER;
    const handed = { raw, reader, trace, places, parameters, user: login, span, gone, releaseAt, isResent };
    await orDiscard(store, raw, () => takeMail(intake, handed));
    span.end();
  } catch (error) {
    span.end(String(error));
    if (error instanceof SmtpError) throw setErrorOf(error);
    throw isMailError(error, 'too-large') ? tooLarge(settings.maxMessageBytes) : error;
  }
}

const NEVER = new AbortController().signal;

function isInternational(address: string): boolean {
  const mailbox = parseMailbox(address);
  return mailbox !== undefined && needsSmtpUtf8(mailbox);
}

/** Returns the SetError for the reply that an SMTP client would have got. */
function setErrorOf({ text, detail, code, enhanced }: SmtpError): SetError {
  // RFC 8620 5.3
  if (code === 450 && enhanced === '4.7.1') return new SetError('rateLimit', text);
  return 'field' in detail ? new SetError('forbiddenFrom', text) : new SetError('forbiddenToSend', text);
}

export function tooLarge(maxSize: number): SetError {
  return new SetError('tooLarge', `The message is larger than ${maxSize} octets`, { maxSize });
}
