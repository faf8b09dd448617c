import { BlobWriter, type MessageReader, type StagedBlob, streamBlob } from '@postroom/blobs';
import { transaction, uuidv7 } from '@postroom/database';
import { notTheirs, onBehalfOf } from '@postroom/directory';
import type { Places } from '@postroom/intake';
import {
  formatId,
  formatUtcDate,
  invalidProperties,
  type JsonObject,
  own,
  readId,
  resolveId,
  SetError,
} from '@postroom/jmap';
import { type Email, ownMail, readEmails } from '@postroom/mailbox';
import { returnPathLength } from '@postroom/mime';
import { createSubmission, destroySubmission } from '@postroom/sending';
import { REDIRECT } from '../capabilities.ts';
import type { Context } from '../context.ts';
import { asSetError } from '../errors.ts';
import { ownIdentities } from '../identity/own-identities.ts';
import { type EnvelopeBounds, envelopeOf, type ReadEnvelope, readEnvelope } from './envelope.ts';
import { findPlaces, handMail, tooLarge } from './hand-mail.ts';
import { headerEnvelope } from './header-envelope.ts';
import { type Redirect, readRedirect, redirectEnvelope, resentFields } from './redirect.ts';

/** How much longer than asked for the server waits, so that an undo works until the last moment; in milliseconds. */
const GRACE_MS = 2_000;

const PROPERTIES = ['identityId', 'emailId', 'envelope'];

export interface Submitted {
  readonly id: number;
  readonly emailId: number;
  /** The properties that the client does not know (RFC 8620 5.3). */
  readonly told: JsonObject;
}

/**
 * Sends an email (RFC 8621 7.5), or passes it on unchanged if the client gives `resentTo`, through the same checks as mail by SMTP. The
 * submission is stored before its mail is accepted and removed if it is refused, so that every sent mail has one.
 */
export async function submit(
  context: Context,
  account: number,
  object: JsonObject,
  createdIds: ReadonlyMap<string, string>,
): Promise<Submitted> {
  const { services, using } = context;
  const { store } = services;
  const known = using.has(REDIRECT) ? [...PROPERTIES, 'resentTo'] : PROPERTIES;
  const unknown = Object.keys(object).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw invalidProperties(unknown, 'These properties are set by the server');
  const identityId = idOf(object, 'identityId', 'I', createdIds);
  const identity = (await ownIdentities(context)).find(({ id }) => id === identityId);
  if (!identity) throw invalidProperties(['identityId'], 'There is no such identity');
  const emailId = idOf(object, 'emailId', 'E', createdIds);
  const email = emailId === undefined ? undefined : await findEmail(context, account, emailId);
  if (!email) throw invalidProperties(['emailId'], 'There is no such email');
  const { maxMessageBytes } = services.settings;
  if (email.size > maxMessageBytes) throw tooLarge(maxMessageBytes);

  const resentTo = own(object, 'resentTo') ?? null;
  const redirect = resentTo === null ? null : await readRedirect(context, email, identity, resentTo);
  const given = own(object, 'envelope') ?? null;
  const read = given === null ? await ownEnvelope(context, email, redirect) : readEnvelope(given, boundsOf(context));
  await requireOwn(context, read, given === null && !redirect ? 'forbiddenFrom' : 'forbiddenMailFrom');
  const places = await findPlaces(context, read, email.size);

  const now = new Date();
  const mailId = uuidv7();
  const sendAt = read.holdUntil ?? now;
  const submission = { mailId, identityId: identity.id, emailId: email.id, threadId: email.threadId };
  const noted = { ...submission, envelope: read.envelope, sendAt, resentTo: redirect?.to ?? null, size: email.size };
  const id = await asSetError(() =>
    transaction(store.pool, (tx) => createSubmission(tx, account, noted, services.settings.held)),
  );
  try {
    await hand(context, { email, redirect }, read, places, mailId);
  } catch (error) {
    await transaction(store.pool, (tx) => destroySubmission(tx, account, id));
    throw error;
  }
  return {
    id,
    emailId: email.id,
    told: {
      id: formatId('S', id),
      threadId: formatId('T', email.threadId),
      sendAt: formatUtcDate(wholeSeconds(sendAt)),
      undoStatus: read.holdUntil ? 'pending' : 'final',
      deliveryStatus: null,
      dsnBlobIds: [],
      mdnBlobIds: [],
      ...(!redirect && using.has(REDIRECT) && { resentTo: null }),
      ...(given === null && { envelope: JSON.parse(JSON.stringify(read.envelope)) as JsonObject }),
    },
  };
}

function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1_000) * 1_000);
}

function boundsOf({ services }: Context): EnvelopeBounds {
  const { maxRecipients, maxMessageBytes } = services.settings;
  return { maxRecipients, maxMessageBytes, now: new Date() };
}

function ownEnvelope(context: Context, email: Email, redirect: Redirect | null): Promise<ReadEnvelope> | ReadEnvelope {
  if (!redirect) return readHeader(context, email);
  return envelopeOf(redirectEnvelope(redirect, context.login.address), boundsOf(context));
}

/** Returns the envelope that an email's header gives. On behalf of somebody the reverse-path is the user's own; Sender is added later. */
async function readHeader(context: Context, email: Email): Promise<ReadEnvelope> {
  const { services, login } = context;
  const bounds = boundsOf(context);
  const envelope = headerEnvelope(email.header ?? Buffer.alloc(0), bounds.maxRecipients);
  const others = await notTheirs(services.store.pool, login, [envelope.mailFrom.email]);
  const isOnBehalf = (await onBehalfOf(services.store.pool, login.accountId, others)).size > 0;
  return envelopeOf(
    { ...envelope, ...(isOnBehalf && { mailFrom: { email: login.address, parameters: null } }) },
    bounds,
  );
}

async function findEmail({ services }: Context, account: number, id: number): Promise<Email | undefined> {
  const pages = readEmails(services.store.pool, ownMail(account), [id], { header: true });
  return (await Array.fromAsync(pages)).flat()[0];
}

/** Throws unless the user may use the reverse-path (RFC 8621 7.5). @param otherwise the error: the header or the envelope names somebody else */
async function requireOwn(
  { services, login }: Context,
  { envelope }: ReadEnvelope,
  otherwise: 'forbiddenFrom' | 'forbiddenMailFrom',
): Promise<void> {
  if ((await notTheirs(services.store.pool, login, [envelope.mailFrom.email])).length > 0)
    throw new SetError(otherwise, 'You may not send as that address');
}

async function hand(
  context: Context,
  { email, redirect }: { email: Email; redirect: Redirect | null },
  { envelope, parameters, holdUntil, recipients }: ReadEnvelope,
  places: Places,
  mailId: string,
): Promise<void> {
  const { store, settings, intake } = context.services;
  const { hostname } = intake;
  const before = email.header ?? Buffer.alloc(0);
  const block = { mailId, hostname, own: context.login.address, date: new Date() };
  const front = redirect ? resentFields(redirect, block) : Buffer.alloc(0);
  // RFC 5321 4.4: the Return-Path of the received mail is not passed on.
  const skip = redirect ? returnPathLength(before) : 0;
  await handMail(context, {
    mailId,
    places,
    parameters,
    reversePath: envelope.mailFrom.email,
    isResent: redirect !== null,
    header: Buffer.concat([front, before.subarray(skip)]),
    recipients: recipients.map(({ address }) => address),
    releaseAt: holdUntil && new Date(holdUntil.getTime() + GRACE_MS),
    write: (reader) => copy(store, email, { front, skip }, { maxBytes: settings.maxMessageBytes, reader }),
  });
}

/**
 * Copies the octets of an email into a blob of its own: fields are put in front of it, and the email may be destroyed at any time.
 * @param front the octets to put in front
 * @param skip the number of octets to leave out at the beginning
 */
async function copy(
  store: Context['services']['store'],
  email: Email,
  { front, skip }: { front: Buffer; skip: number },
  options: { maxBytes: number; reader: MessageReader | undefined },
): Promise<StagedBlob> {
  await using writer = new BlobWriter(store, options);
  await writer.write(front);
  let left = skip;
  for await (const piece of streamBlob(store, email.blobId)) {
    await writer.write(piece.subarray(left));
    left = Math.max(0, left - piece.length);
  }
  return writer.finish();
}

function idOf(
  object: JsonObject,
  name: string,
  prefix: 'I' | 'E',
  createdIds: ReadonlyMap<string, string>,
): number | undefined {
  const given = own(object, name);
  const id = typeof given === 'string' ? resolveId(given, createdIds) : undefined;
  return id === undefined ? undefined : readId(prefix, id);
}
