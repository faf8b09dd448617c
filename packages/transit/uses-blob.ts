import type { BlobUse } from '@postroom/blobs';

/** SQL: a delivery of the blob still waits or is in quarantine. */
export const DELIVERY_USES_BLOB: BlobUse = `select 1 from accepted_mails a join deliveries d on d.mail_id = a.id
  where a.blob_id = b.id and d.state in ('queued', 'quarantined')`;
