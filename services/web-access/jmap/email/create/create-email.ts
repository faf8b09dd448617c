import { invalidProperties, type JsonObject } from '@postroom/jmap';
import { type MailView, receiveMessage } from '@postroom/mailbox';
import { openBlob } from '../../blobs/open-blob.ts';
import type { Context } from '../../context.ts';
import { asSetError } from '../../errors.ts';
import { fileEmail, readPlace } from '../file-email.ts';
import { readBody } from './body.ts';
import { compose } from './compose.ts';
import { type Field, fieldNameOf, headerFields } from './header-fields.ts';

/** Properties that do not describe a header field. */
const OTHERS = new Set([
  'mailboxIds',
  'keywords',
  'receivedAt',
  'bodyStructure',
  'bodyValues',
  'textBody',
  'htmlBody',
  'attachments',
]);

/** Makes the email that a client describes (RFC 8621 4.6). Returns the properties that the client does not know. Throws SetError. */
export async function createEmail(
  context: Context,
  view: MailView,
  object: JsonObject,
  createdIds: ReadonlyMap<string, string>,
): Promise<JsonObject> {
  const { store, settings } = context.services;
  const place = readPlace(object, createdIds);
  const fields = readFields(object);
  const body = readBody(object);
  requireSaidOnce(fields, body.fields);
  const octets = await compose(fields, body, settings.hostname, (blobId) => openBlob(context, view, blobId));
  const message = await asSetError(() => receiveMessage(store, octets, { maxBytes: settings.maxMessageBytes }));
  return fileEmail(context, view, message, place);
}

/** RFC 8621 4.6: the outermost part must not repeat a header field of the email. Throws invalidProperties. */
function requireSaidOnce(fields: readonly Field[], ofBody: readonly Field[]): void {
  const names = new Set(fields.map(({ name }) => name.toLowerCase()));
  const twice = ofBody.find(({ name }) => names.has(name.toLowerCase()));
  if (twice)
    throw invalidProperties([`bodyStructure/header:${twice.name}`], `${twice.name} is given for the email itself`);
}

/** Reads the header fields, each of which may occur once (RFC 8621 4.6). */
function readFields(object: JsonObject): Field[] {
  const fields: Field[] = [];
  const saidBy = new Map<string, string>();
  for (const [property, value] of Object.entries(object)) {
    if (OTHERS.has(property)) continue;
    const name = fieldNameOf(property);
    if (name === undefined) {
      const why = property.startsWith('header:') ? 'The field does not have this form' : 'It is set by the server';
      throw invalidProperties([property], why);
    }
    // Null means no field, so it is no duplicate either.
    if (value === null) continue;
    const before = saidBy.get(name);
    if (before !== undefined) throw invalidProperties([before, property], 'Both set the same header field');
    // These fields come from the body.
    if (name.startsWith('content-') || name === 'mime-version')
      throw invalidProperties([property], 'It is set by the properties of the body');
    saidBy.set(name, property);
    fields.push(...(headerFields(property, value) ?? []));
  }
  return fields;
}
