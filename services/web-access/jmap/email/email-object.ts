import { type Json, type JsonObject, setOwn } from '@postroom/jmap';
import type { Part } from '@postroom/mime';
import { type BodyLists, bodyLists } from './body-lists.ts';
import { bodyPart, inTurn } from './body-part.ts';
import { bodyValue } from './body-value.ts';
import type { AskedOfEmail } from './get-arguments.ts';
import { HeaderProperties } from './header-properties.ts';
import { type LocatedPart, leaves, locate } from './located-part.ts';
import type { MessageOctets } from './message-octets.ts';

const LISTS = ['textBody', 'htmlBody', 'attachments'] as const;

/** A message, with as much of it as has been read. */
export interface ReadMessage {
  readonly blobId: string;
  readonly header?: Buffer | undefined;
  readonly parts?: Part<unknown> | undefined;
  /** Returns a property that is neither in the header nor in the parts; undefined for all others. */
  known(property: string): Json | undefined;
}

/** Returns exactly the requested properties of an email (RFC 8621 4.1). */
export async function emailObject(
  message: ReadMessage,
  asked: AskedOfEmail,
  octets: MessageOctets,
): Promise<JsonObject> {
  const object: JsonObject = {};
  const header = message.header && new HeaderProperties(message.header);
  const root = message.parts && locate(message.parts);
  const lists = root && bodyLists(root);
  for (const property of asked.properties) {
    setOwn(object, property, message.known(property) ?? header?.get(property) ?? null);
    if (property === 'headers') object.headers = header?.all() ?? null;
    if (!root || !lists) continue;
    const partObject = (part: LocatedPart, properties = asked.bodyProperties) =>
      bodyPart(part, properties, message.blobId, octets);
    if (property === 'bodyStructure') object.bodyStructure = await partObject(root, withSubParts(asked.bodyProperties));
    if (property === 'bodyValues') object.bodyValues = await bodyValues(root, lists, asked, octets);
    for (const list of LISTS) {
      if (property === list) object[list] = await inTurn(lists[list], (part) => partObject(part));
    }
  }
  return object;
}

/** RFC 8621 4.2: parts of a bodyStructure always have subParts, even if these are not requested. */
function withSubParts(properties: readonly string[]): readonly string[] {
  return properties.includes('subParts') ? properties : [...properties, 'subParts'];
}

async function bodyValues(
  root: LocatedPart,
  lists: BodyLists,
  asked: AskedOfEmail,
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
