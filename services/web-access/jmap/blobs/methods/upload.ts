import { BlobWriter, keepUpload, orDiscard } from '@postroom/blobs';
import {
  Arguments,
  attemptEach,
  isId,
  type JsonObject,
  type Method,
  own,
  readRequiredObjects,
  requireFewInSet,
  SetError,
} from '@postroom/jmap';
import type { MailView } from '@postroom/mailbox';
import { BLOB } from '../../capabilities.ts';
import { type Context, mailOf } from '../../context.ts';
import { asSetError } from '../../errors.ts';
import { uploadBlobId } from '../blob-id.ts';
import { mediaType } from '../media-type.ts';
import { type DataSource, readDataSources, referencesOf } from './data-source.ts';
import { octetsOf } from './octets-of.ts';

/** RFC 9404 4.1: makes blobs of given octets and pieces of other blobs. They belong to the user who uploads, whichever account is named. */
export const blobUpload: Method<Context> = {
  name: 'Blob/upload',
  capability: BLOB,
  async run(context, args, { createdIds }) {
    const read = new Arguments(args);
    const accountId = read.accountId();
    const objects = new Map(readRequiredObjects(read, 'create', isId));
    read.end();
    requireFewInSet(objects.size, context.services.settings.limits);
    const view = await mailOf(context, accountId);
    const { done: created, refused: notCreated } = await attemptEach(inOrder(objects), async (creationId, object) => {
      const made = await upload(context, view, readDataSources(object), createdIds);
      createdIds.set(creationId, made.id);
      return { ...made, type: mediaType(own(object, 'type')) };
    });
    return { accountId, created, notCreated };
  },
};

/** Puts a blob after the blobs of the same call that it refers to. In a circle of references, one does not find its source. */
function inOrder(objects: ReadonlyMap<string, JsonObject>): Iterable<[string, JsonObject]> {
  const ordered = new Map<string, JsonObject>();
  const seen = new Set<string>();
  const visit = (creationId: string): void => {
    const object = objects.get(creationId);
    if (!object || seen.has(creationId)) return;
    seen.add(creationId);
    for (const needed of referencesOf(object)) visit(needed);
    ordered.set(creationId, object);
  };
  for (const creationId of objects.keys()) visit(creationId);
  return ordered;
}

async function upload(
  context: Context,
  view: MailView,
  sources: readonly DataSource[],
  createdIds: ReadonlyMap<string, string>,
): Promise<{ id: string; size: number }> {
  const { store, settings } = context.services;
  const maxBytes = settings.limits.maxSizeUpload;
  await using writer = new BlobWriter(store, { maxBytes, isMessage: false });
  await asSetError(async () => {
    for (const source of sources) {
      for await (const piece of octetsOf(context, view, source, createdIds)) await writer.write(piece);
    }
  }).catch((error: unknown) => {
    throw error instanceof SetError && error.type === 'tooLarge'
      ? new SetError('tooLarge', `The blob is larger than ${maxBytes} octets`, { maxSize: maxBytes })
      : error;
  });
  const blob = await writer.finish();
  await orDiscard(store, blob, () => keepUpload(store.pool, context.login.accountId, blob));
  return { id: uploadBlobId(blob.id), size: blob.size };
}
