import type { BlobUse } from '@postroom/blobs';

/** SQL: a message of any account uses the blob. */
export const MESSAGE_USES_BLOB: BlobUse = 'select 1 from messages m where m.blob_id = b.id';
