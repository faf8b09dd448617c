import { invalidProperties, isObject, type Json, type JsonObject, own, type SetError } from '@postroom/jmap';
import { MAX_DATA_SOURCES } from '../capability.ts';

/** RFC 9404 4.1.1: octets given in the request, or a range of another blob, whose id may be `#` and a creation id. */
export type DataSource =
  | { readonly octets: Buffer }
  | { readonly blobId: string; readonly offset: number; readonly length: number | null };

/** Reads the data sources of an upload. Throws invalidProperties. */
export function readDataSources(object: JsonObject): DataSource[] {
  const unknown = Object.keys(object).filter((name) => name !== 'data' && name !== 'type');
  if (unknown.length > 0) throw invalidProperties(unknown, 'Unknown properties of an upload');
  const type = own(object, 'type') ?? null;
  if (type !== null && typeof type !== 'string') throw invalidProperties(['type'], 'It must be a string');
  const data = own(object, 'data');
  if (!Array.isArray(data)) throw wrong('it must be an array');
  if (data.length > MAX_DATA_SOURCES) throw wrong(`it has more than ${MAX_DATA_SOURCES} sources`);
  return data.map(readDataSource);
}

/** Returns the creation ids that an upload refers to, even if the upload is invalid. */
export function referencesOf(object: JsonObject): string[] {
  const data = own(object, 'data');
  if (!Array.isArray(data) || data.length > MAX_DATA_SOURCES) return [];
  const ids = data.map((source) => (isObject(source) ? own(source, 'blobId') : undefined));
  return ids.flatMap((id) => (typeof id === 'string' && id.startsWith('#') ? [id.slice(1)] : []));
}

const BLOB_SOURCE = ['blobId', 'offset', 'length'];

function readDataSource(source: Json): DataSource {
  if (!isObject(source)) throw wrong('a source must be an object');
  const names = Object.keys(source);
  const [name] = names;
  if (names.length === 1 && name === 'data:asText') return { octets: fromText(own(source, name)) };
  if (names.length === 1 && name === 'data:asBase64') return { octets: fromBase64(own(source, name)) };
  const blobId = own(source, 'blobId');
  if (typeof blobId !== 'string' || names.some((each) => !BLOB_SOURCE.includes(each)))
    throw wrong('a source must be either text, base64 or a range of a blob');
  return { blobId, offset: readUnsigned(own(source, 'offset')) ?? 0, length: readUnsigned(own(source, 'length')) };
}

function fromText(text: Json | undefined): Buffer {
  if (typeof text !== 'string') throw wrong('data:asText must be a string');
  return Buffer.from(text);
}

/** Decodes base64 with padding (RFC 4648 4). Encodes it again to compare, since Node skips invalid characters. */
function fromBase64(text: Json | undefined): Buffer {
  const octets = Buffer.from(typeof text === 'string' ? text : '', 'base64');
  if (octets.toString('base64') !== text) throw wrong('data:asBase64 is not valid base64');
  return octets;
}

function readUnsigned(value: Json | undefined): number | null {
  if (value === undefined || value === null) return null;
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw wrong('offset and length of a range must be UnsignedInts');
  return value as number;
}

function wrong(why: string): SetError {
  return invalidProperties(['data'], `data: ${why}`);
}
