import { type JsonObject, setOwn } from '@postroom/jmap';
import { partBlobId } from '../blobs/blob-id.ts';
import { charsetOf } from './body-value.ts';
import { HeaderProperties } from './header-properties.ts';
import type { LocatedPart } from './located-part.ts';
import type { MessageOctets } from './message-octets.ts';

/** Returns the requested properties of a part (RFC 8621 4.1.4 EmailBodyPart). @param blobId the id of its message */
export async function bodyPart(
  part: LocatedPart,
  properties: readonly string[],
  blobId: string,
  octets: MessageOctets,
): Promise<JsonObject> {
  const object: JsonObject = {};
  let header: Promise<HeaderProperties> | undefined;
  for (const property of properties) {
    switch (property) {
      case 'size':
        object.size = part.children ? 0 : await octets.contentSize(part);
        break;
      case 'subParts':
        object.subParts = part.children
          ? await inTurn(part.children, (child) => bodyPart(child, properties, blobId, octets))
          : null;
        break;
      case 'headers':
        header ??= readHeader(part, octets);
        object.headers = (await header).all();
        break;
      default:
        if (property.startsWith('header:')) {
          header ??= readHeader(part, octets);
          setOwn(object, property, (await header).get(property) ?? null);
        } else {
          setOwn(object, property, plain(part, property, blobId));
        }
    }
  }
  return object;
}

function plain(part: LocatedPart, property: string, blobId: string): JsonObject[string] {
  const { partId, name } = part;
  switch (property) {
    case 'partId':
      return partId;
    case 'blobId':
      return partId === null ? null : partBlobId(blobId, partId);
    case 'name':
      return name;
    case 'type':
      return `${part.type}/${part.subtype}`;
    case 'charset':
      return charsetOf(part);
    case 'disposition':
      return part.disposition?.type ?? null;
    case 'cid':
      return part.id?.replace(/^<|>$/g, '') ?? null;
    case 'language':
      return part.language ?? null;
    case 'location':
      return part.location ?? null;
    default:
      return null;
  }
}

/** Converts parts one after the other: the octets of parts lie side by side and are read in windows. */
export async function inTurn(
  parts: readonly LocatedPart[],
  of: (part: LocatedPart) => Promise<JsonObject>,
): Promise<JsonObject[]> {
  const objects: JsonObject[] = [];
  for (const part of parts) objects.push(await of(part));
  return objects;
}

async function readHeader({ headerStart, bodyStart }: LocatedPart, octets: MessageOctets): Promise<HeaderProperties> {
  return new HeaderProperties(Buffer.concat(await Array.fromAsync(octets.range(headerStart, bodyStart))));
}
