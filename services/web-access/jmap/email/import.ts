import { discardBlob } from '@postroom/blobs';
import {
  Arguments,
  type Attempted,
  attemptEach,
  invalidProperties,
  isId,
  type JsonObject,
  type Method,
  own,
  readRequiredObjects,
  requireFewInSet,
  resolveId,
  SetError,
} from '@postroom/jmap';
import { type MailView, receiveMessage } from '@postroom/mailbox';
import { parseHeader } from '@postroom/mime';
import { openBlob } from '../blobs/open-blob.ts';
import { MAIL } from '../capabilities.ts';
import { type Context, mailOf } from '../context.ts';
import { asSetError } from '../errors.ts';
import { changing } from '../own-changes.ts';
import { fileEmail, readPlace } from './file-email.ts';
import { receivedAtOf } from './received-at.ts';

/** RFC 8621 4.8: makes emails of messages that were uploaded or are attached to others. */
export const emailImport: Method<Context> = {
  name: 'Email/import',
  capability: MAIL,
  async run(context, args, { createdIds }) {
    const { settings } = context.services;
    const read = new Arguments(args);
    const accountId = read.accountId();
    const ifInState = read.string('ifInState');
    const emails = readRequiredObjects(read, 'emails', isId);
    read.end();
    requireFewInSet(emails.length, settings.limits);
    const view = await mailOf(context, accountId);
    let result: Attempted<JsonObject> = { done: null, refused: null };
    const { oldState, newState } = await changing(context, view, ifInState, async (own) => {
      result = await attemptEach(emails, async (creationId, object) => {
        const made = await importOne(own, view, object, createdIds);
        createdIds.set(creationId, made.id as string);
        return made;
      });
    });
    return { accountId, oldState, newState, created: result.done, notCreated: result.refused };
  },
};

const PROPERTIES = ['blobId', 'mailboxIds', 'keywords', 'receivedAt'];

async function importOne(
  context: Context,
  view: MailView,
  object: JsonObject,
  createdIds: ReadonlyMap<string, string>,
): Promise<JsonObject> {
  const { store, settings } = context.services;
  const unknown = Object.keys(object).filter((name) => !PROPERTIES.includes(name));
  if (unknown.length > 0) throw invalidProperties(unknown, 'Unknown properties of an import');
  const missing = ['blobId', 'mailboxIds'].filter((name) => (own(object, name) ?? null) === null);
  if (missing.length > 0) throw invalidProperties(missing, 'An import needs these properties');
  const place = readPlace(object, createdIds);
  const blobId = own(object, 'blobId');
  const id = typeof blobId === 'string' ? resolveId(blobId, createdIds) : undefined;
  const blob = id === undefined ? undefined : await openBlob(context, view, id);
  // RFC 8621 4.8: a missing blob is an invalid property of the import.
  if (!blob) throw invalidProperties(['blobId'], 'The blob does not exist');
  const maxBytes = settings.maxMessageBytes;
  const octets = blob.source.read();
  const message = await asSetError(() => receiveMessage(store, octets, { maxBytes }));
  // RFC 8621 4.8, as in Email/parse: text without a header field is no message.
  if (!parseHeader(message.blob.header)[0]?.name) {
    await discardBlob(store, message.blob);
    throw new SetError('invalidEmail', 'It is not a message: it has no header field');
  }
  const isSaid = (own(object, 'receivedAt') ?? null) !== null;
  const receivedAt = (isSaid ? undefined : receivedAtOf(message.blob.header)) ?? place.receivedAt;
  return fileEmail(context, view, message, { ...place, receivedAt });
}
