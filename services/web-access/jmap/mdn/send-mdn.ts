import { BlobWriter, type StagedBlob } from '@postroom/blobs';
import { uuidv7 } from '@postroom/database';
import { notTheirs } from '@postroom/directory';
import { type JsonObject, readId, resolveId, SetError } from '@postroom/jmap';
import { changeEmails, type Email, ownMail, readEmails } from '@postroom/mailbox';
import { decodeWords } from '@postroom/mime';
import { buildMdn, type MdnRequest, readMdnRequest } from '@postroom/reports';
import type { Identity } from '@postroom/sending';
import { asciiIfPossible, parseMailbox } from '@postroom/smtp';
import { storedOctets } from '../blobs/octet-source.ts';
import type { Context } from '../context.ts';
import { HeaderProperties } from '../email/header-properties.ts';
import { findPlaces, handMail } from '../submission/hand-mail.ts';
import { type MdnToSend, readMdnObject } from './read-mdn-object.ts';

/** RFC 3503 3: no notification is sent for an email with this keyword. */
export const MDN_SENT = '$mdnsent';

export interface SentMdn {
  readonly emailId: number;
  /** The properties that the client does not know (RFC 9007 2.1). */
  readonly told: JsonObject;
}

/**
 * Sends a notification about an email that asks for it (RFC 9007 2.1, RFC 8098). The email is marked before, so that a second one is
 * never sent. Throws SetError.
 */
export async function sendMdn(
  context: Context,
  account: number,
  identity: Identity,
  object: JsonObject,
  createdIds: ReadonlyMap<string, string>,
): Promise<SentMdn> {
  const mdn = readMdnObject(object);
  const email = await findEmail(context, account, resolveId(mdn.forEmailId, createdIds));
  const request = readMdnRequest(email?.header ?? Buffer.alloc(0));
  if (!email || request.to.length === 0)
    throw new SetError('notFound', 'The email does not exist or does not request an MDN');
  if (email.keywords.includes(MDN_SENT)) throw new SetError('mdnAlreadySent', 'An MDN for this email was already sent');
  requireAllowed(request, mdn);
  const recipient = mdn.finalRecipient === null ? identity.email : addressOf(mdn.finalRecipient);
  if ((await notTheirs(context.services.store.pool, context.login, [recipient, identity.email])).length > 0)
    throw new SetError('forbiddenFrom', 'finalRecipient is not your address');
  const mark = (set: 'add' | 'remove') => markSent(context, account, email.id, set);
  await mark('add');
  try {
    await hand(context, identity, email, { mdn, request, recipient });
  } catch (error) {
    await mark('remove');
    throw error;
  }
  return {
    emailId: email.id,
    told: {
      finalRecipient: typed(recipient),
      mdnGateway: null,
      originalRecipient: request.originalRecipient,
      originalMessageId: request.messageId,
    },
  };
}

/** RFC 8098 2.1: no notification goes to lists, programs and reports; an automatic one only goes to the email's reverse-path. */
function requireAllowed({ isAutomatic, isFromAsker }: MdnRequest, { disposition }: MdnToSend): void {
  if (isAutomatic) throw new SetError('forbidden', 'No MDN is sent for mail of lists, programs and for reports');
  if (disposition.sendingMode === 'mdn-sent-automatically' && !isFromAsker)
    throw new SetError('forbidden', 'The MDN would go to another address than the sender: the user must confirm it');
}

async function hand(
  context: Context,
  identity: Identity,
  email: Email,
  { mdn, request, recipient }: { mdn: MdnToSend; request: MdnRequest; recipient: string },
): Promise<void> {
  const { store, settings, intake } = context.services;
  const mailId = uuidv7();
  const subject = new HeaderProperties(email.header ?? Buffer.alloc(0)).get('subject');
  const { raw } = await buildMdn({
    id: mailId,
    hostname: intake.hostname,
    date: new Date(),
    to: request.to.map(asciiIfPossible),
    from: { name: identity.name, address: asciiIfPossible(identity.email) },
    subject: mdn.subject ?? `Read: ${typeof subject === 'string' ? decodeWords(subject) : ''}`,
    text: mdn.textBody ?? `The message that you sent to ${recipient} was ${mdn.disposition.type}.\n`,
    reportingUA: mdn.reportingUA,
    mdnGateway: null,
    originalRecipient: request.originalRecipient,
    finalRecipient: typed(recipient),
    originalMessageId: request.messageId,
    disposition: mdn.disposition,
    error: mdn.error,
    extensionFields: mdn.extensionFields,
    original: mdn.includeOriginalMessage ? await original(context, email) : null,
  });
  const recipients = request.to.map((address) => ({ address, parameters: {} }));
  const places = await findPlaces(context, { recipients }, raw.length);
  await handMail(context, {
    // RFC 8098 3: the reverse-path is empty, so that nobody gets a report if the notification cannot be delivered.
    mailId,
    places,
    parameters: {},
    reversePath: '',
    recipients: request.to,
    releaseAt: null,
    header: raw.subarray(0, raw.indexOf('\r\n\r\n') + 4),
    write: () => stage(store, raw, settings.maxMessageBytes),
  });
}

/** Returns the whole message, or only its header if the message is too large. */
async function original({ services, budget }: Context, email: Email) {
  const { store, settings } = services;
  if (email.size > settings.maxMessageBytes / 2)
    return { kind: 'headers', bytes: email.header ?? Buffer.alloc(0) } as const;
  const bytes = await Array.fromAsync(storedOctets(store, email.blobId, budget).read());
  return { kind: 'full', bytes: Buffer.concat(bytes) } as const;
}

async function stage(store: Context['services']['store'], raw: Buffer, maxBytes: number): Promise<StagedBlob> {
  await using writer = new BlobWriter(store, { maxBytes });
  await writer.write(raw);
  return writer.finish();
}

async function markSent({ services }: Context, account: number, id: number, set: 'add' | 'remove'): Promise<void> {
  const keywords = set === 'add' ? { add: [MDN_SENT], remove: [] } : { add: [], remove: [MDN_SENT] };
  await changeEmails(services.store, ownMail(account), { update: [{ id, keywords }], destroy: [] });
}

async function findEmail({ services }: Context, account: number, id: string | undefined): Promise<Email | undefined> {
  const number = id === undefined ? undefined : readId('E', id);
  if (number === undefined) return undefined;
  return (
    await Array.fromAsync(readEmails(services.store.pool, ownMail(account), [number], { header: true }))
  ).flat()[0];
}

/** Reads `rfc822; user@example`, or the address alone (RFC 8098 3.2.4). Throws invalidProperties. */
function addressOf(given: string): string {
  const address = given.replace(/^\s*(?:rfc822|utf-8)\s*;/i, '').trim();
  if (parseMailbox(address) === undefined)
    throw new SetError('invalidProperties', 'It must be an address', { properties: ['finalRecipient'] });
  return address;
}

/** Returns the address with its type (RFC 6533 3). */
function typed(address: string): string {
  return `${/[^\0-\x7f]/.test(address) ? 'utf-8' : 'rfc822'}; ${address}`;
}
