import { invalidProperties, resolveId, SetError } from '@postroom/jmap';
import type { MailView } from '@postroom/mailbox';
import type { Context } from '../../context.ts';
import { openBlob } from '../open-blob.ts';
import { sizeOf } from '../size-of.ts';
import type { DataSource } from './data-source.ts';

/** Returns the octets of a source; a range must lie inside its blob (RFC 9404 4.1.1). Throws blobNotFound, invalidProperties. */
export async function* octetsOf(
  context: Context,
  view: MailView,
  source: DataSource,
  createdIds: ReadonlyMap<string, string>,
): AsyncGenerator<Buffer> {
  if ('octets' in source) {
    yield source.octets;
    return;
  }
  const { blobId, offset, length } = source;
  const id = resolveId(blobId, createdIds);
  const blob = id === undefined ? undefined : await openBlob(context, view, id, context.budget);
  if (!blob) throw new SetError('blobNotFound', 'The blob does not exist', { notFound: [blobId.slice(0, 255)] });
  const size = await sizeOf(blob);
  const end = length === null ? size : offset + length;
  if (offset > size || end > size)
    throw invalidProperties(['data'], `The range ends after the ${size} octets of the blob`);
  if (end > offset) yield* blob.source.read(offset, end);
}
