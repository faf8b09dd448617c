import { formatId, formatUtcDate, type Json, type JsonObject, setOwn } from '@postroom/jmap';
import type { Email } from '@postroom/mailbox';
import type { Part } from '@postroom/mime';
import { type BodyLists, bodyLists } from './body-lists.ts';
import { bodyPart, inTurn } from './body-part.ts';
import { bodyValue } from './body-value.ts';
import type { GetEmailArguments } from './get-arguments.ts';
import { HeaderProperties } from './header-properties.ts';
import { type LocatedPart, leaves, locate } from './located-part.ts';
import type { MessageOctets } from './message-octets.ts';

const LISTS = ['textBody', 'htmlBody', 'attachments'] as const;

/** The properties of an email that are asked for, and no others (RFC 8621 4.1). */
export async function emailObject(email: Email, asked: GetEmailArguments, octets: MessageOctets): Promise<JsonObject> {
  const object: JsonObject = {};
  const header = email.header && new HeaderProperties(email.header);
  const root = email.parts === undefined ? undefined : locate(JSON.parse(email.parts) as Part<unknown>);
  const lists = root && bodyLists(root);
  for (const property of asked.properties) {
    setOwn(object, property, plain(email, property) ?? header?.get(property) ?? null);
    if (property === 'headers') object.headers = header?.all() ?? null;
    if (!root || !lists) continue;
    const partObject = (part: LocatedPart, properties = asked.bodyProperties) =>
      bodyPart(part, properties, email.id, octets);
    if (property === 'bodyStructure') object.bodyStructure = await partObject(root, withSubParts(asked.bodyProperties));
    if (property === 'bodyValues') object.bodyValues = await bodyValues(root, lists, asked, octets);
    for (const list of LISTS) {
      if (property === list) object[list] = await inTurn(lists[list], (part) => partObject(part));
    }
  }
  return object;
}

function plain(email: Email, property: string): Json | undefined {
  switch (property) {
    case 'id':
      return formatId('E', email.id);
    case 'blobId':
      return formatId('B', email.id);
    case 'threadId':
      return formatId('T', email.threadId);
    case 'mailboxIds':
      return Object.fromEntries(email.mailboxIds.map((id) => [formatId('M', id), true]));
    case 'keywords':
      return Object.fromEntries(email.keywords.map((keyword) => [keyword, true]));
    case 'size':
      return email.size;
    case 'receivedAt':
      return formatUtcDate(new Date(Math.floor(email.receivedAt.getTime() / 1000) * 1000));
    case 'hasAttachment':
      return email.hasAttachment;
    case 'preview':
      return email.preview ?? '';
    default:
      return undefined;
  }
}

/** RFC 8621 4.2: parts of a structure have subParts whether they are asked for or not. */
function withSubParts(properties: readonly string[]): readonly string[] {
  return properties.includes('subParts') ? properties : [...properties, 'subParts'];
}

async function bodyValues(
  root: LocatedPart,
  lists: BodyLists,
  asked: GetEmailArguments,
  octets: MessageOctets,
): Promise<JsonObject> {
  const wanted = new Set<LocatedPart>();
  if (asked.fetchAllBodyValues) for (const part of leaves(root)) wanted.add(part);
  if (asked.fetchTextBodyValues) for (const part of lists.textBody) wanted.add(part);
  if (asked.fetchHTMLBodyValues) for (const part of lists.htmlBody) wanted.add(part);
  const values: JsonObject = {};
  for (const part of wanted) {
    if (part.type !== 'text' || part.partId === null) continue;
    values[part.partId] = { ...(await bodyValue(octets, part, asked.maxBodyValueBytes)) };
  }
  return values;
}
