import { BlobWriter, keepUpload, orDiscard } from '@postroom/blobs';
import { Arguments, attemptEach, type Method, requireFewInSet, SetError } from '@postroom/jmap';
import { CORE } from '../../capabilities.ts';
import { type Context, fromMailOf, mailOf } from '../../context.ts';
import { asSetError } from '../../errors.ts';
import { readBlobId, uploadBlobId } from '../blob-id.ts';
import { type OpenBlob, openBlob } from '../open-blob.ts';

/** RFC 8620 6.3. Only a blob of another account's mail is copied: within an account it is there, and uploads are valid in all accounts. */
export const blobCopy: Method<Context> = {
  name: 'Blob/copy',
  capability: CORE,
  async run(context, args) {
    const { services, budget } = context;
    const read = new Arguments(args);
    const fromAccountId = read.accountId('fromAccountId');
    const accountId = read.accountId();
    const blobIds = read.requiredIds('blobIds');
    read.end();
    requireFewInSet(blobIds.length, services.settings.limits);
    const view = await mailOf(context, accountId);
    const from = await fromMailOf(context, fromAccountId);
    const asked = blobIds.map((id) => [id, id] as const);
    const { done: copied, refused: notCopied } = await attemptEach(asked, async (id) => {
      const blob = await openBlob(context, from, id, budget);
      if (!blob) throw new SetError('notFound', 'The blob does not exist');
      const isThere = from.accountId === view.accountId || 'uploadId' in (readBlobId(id)?.of ?? {});
      return isThere ? id : keepCopy(context, blob);
    });
    return { fromAccountId, accountId, copied, notCopied };
  },
};

/** Copies a blob as if the user had downloaded and uploaded it. */
async function keepCopy({ services, login }: Context, { source }: OpenBlob): Promise<string> {
  const { store, settings } = services;
  await using writer = new BlobWriter(store, { maxBytes: settings.limits.maxSizeUpload, isMessage: false });
  await asSetError(async () => {
    for await (const piece of source.read()) await writer.write(piece);
  });
  const blob = await writer.finish();
  await orDiscard(store, blob, () => keepUpload(store.pool, login.accountId, blob));
  return uploadBlobId(blob.id);
}
