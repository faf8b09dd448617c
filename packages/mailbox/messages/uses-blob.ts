import type { BlobUse } from '@postroom/blobs';

/** A message of any account has the blob's octets. */
export const MESSAGE_USES_BLOB: BlobUse = 'select 1 from messages m where m.blob_id = b.id';
