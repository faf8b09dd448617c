import { createHash } from 'node:crypto';
import { Arguments, type JsonObject, type Method, MethodError, requireFewObjects, resolveId } from '@postroom/jmap';
import { BLOB } from '../../capabilities.ts';
import { type Context, mailOf } from '../../context.ts';
import { DIGESTS } from '../capability.ts';
import { type OpenBlob, openBlob } from '../open-blob.ts';
import { sizeOf } from '../size-of.ts';

const DATA = ['data', 'data:asText', 'data:asBase64'];
const DIGEST = 'digest:';

/** The most octets of one blob in a response; a client downloads a larger one, or asks for ranges. */
const MAX_DATA = 8 * 1024 * 1024;

interface Asked {
  readonly properties: readonly string[];
  readonly offset: number;
  readonly length: number | null;
}

/** RFC 9404 4.2. */
export const blobGet: Method<Context> = {
  name: 'Blob/get',
  capability: BLOB,
  async run(context, args, { createdIds }) {
    const { services, budget } = context;
    const read = new Arguments(args);
    const accountId = read.accountId();
    const ids = read.ids('ids') ?? [];
    const properties = read.names('properties', isProperty) ?? ['data', 'size'];
    const asked = { properties, offset: read.unsignedInt('offset') ?? 0, length: read.unsignedInt('length') };
    read.end();
    requireFewObjects(ids.length, services.settings.limits);
    const view = await mailOf(context, accountId);
    const list: JsonObject[] = [];
    const notFound: string[] = [];
    for (const given of ids) {
      const id = resolveId(given, createdIds);
      const blob = id === undefined ? undefined : await openBlob(context, view, id, budget);
      if (!blob || id === undefined) {
        notFound.push(given);
        continue;
      }
      const object = { id, ...(await blobObject(blob, asked)) };
      budget.answer(JSON.stringify(object).length);
      list.push(object);
    }
    return { accountId, list, notFound };
  },
};

function isProperty(name: string): boolean {
  return name === 'size' || DATA.includes(name) || (name.startsWith(DIGEST) && DIGESTS.has(name.slice(DIGEST.length)));
}

/** Returns the object of one blob. Digests are of the requested range, the size is of the whole. Throws requestTooLarge. */
async function blobObject(blob: OpenBlob, { properties, offset, length }: Asked): Promise<JsonObject> {
  const size = await sizeOf(blob);
  const start = Math.min(offset, size);
  const end = Math.min(length === null ? size : offset + length, size);
  const wantsData = properties.some((name) => DATA.includes(name));
  if (wantsData && end - start > MAX_DATA)
    throw new MethodError('requestTooLarge', `At most ${MAX_DATA} octets of a blob are returned at once`);
  const digests = properties.filter((name) => name.startsWith(DIGEST));
  const hashes = digests.map((name) => createHash(DIGESTS.get(name.slice(DIGEST.length)) ?? ''));
  const pieces: Buffer[] = [];
  if (end > start && (wantsData || hashes.length > 0)) {
    for await (const piece of blob.source.read(start, end)) {
      for (const hash of hashes) hash.update(piece);
      if (wantsData) pieces.push(piece);
    }
  }
  const isTruncated = offset > size || (length !== null && offset + length > size);
  return {
    ...dataOf(Buffer.concat(pieces), properties),
    ...Object.fromEntries(digests.map((name, index) => [name, hashes[index]?.digest('base64') ?? ''])),
    ...(properties.includes('size') && { size }),
    ...(isTruncated && { isTruncated }),
  };
}

function dataOf(octets: Buffer, properties: readonly string[]): JsonObject {
  const object: JsonObject = {};
  const [wantsBest, wantsText, wantsBase64] = DATA.map((name) => properties.includes(name));
  const text = wantsBest || wantsText ? decodeUtf8(octets) : null;
  if ((wantsBest || wantsText) && text === null) object.isEncodingProblem = true;
  if (wantsText || (wantsBest && text !== null)) object['data:asText'] = text;
  if (wantsBase64 || (wantsBest && text === null)) object['data:asBase64'] = octets.toString('base64');
  return object;
}

function decodeUtf8(octets: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return null;
  }
}
