import type { Pool } from '@postroom/database';
import type { Objects } from '@postroom/objects';

/** Where raw messages are: the database, and beside it the object store for large bodies, if one is configured. */
export interface BlobStore {
  readonly pool: Pool;
  readonly objects: Objects | undefined;
}
