import type { BlobStore } from '@postroom/blobs';
import type { AccountChange } from '@postroom/types';

/** Some take a hundred octets each and the bytes of one: without a bound a few COPYs would fill the database. */
export const DEFAULT_MAX_MESSAGES = 10_000_000;

/** What every function that changes mailboxes needs: the database, the object store, and a way to tell others once it is committed. */
export interface MailboxStore extends BlobStore {
  /** Called after commit. Must not throw and need not be reliable: readers catch up by modseq. */
  announce(change: AccountChange): void;
  /** Messages of an account that copying may make it have, copies included; DEFAULT_MAX_MESSAGES unless it is said. */
  maxMessages?: number;
}
