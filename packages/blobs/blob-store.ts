import type { Pool } from '@postroom/database';
import type { Objects } from '@postroom/objects';

/** Where raw messages are kept: the database and, if one is configured, an object store for large bodies. */
export interface BlobStore {
  readonly pool: Pool;
  readonly objects: Objects | undefined;
}
