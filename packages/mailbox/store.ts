import type { BlobStore } from '@postroom/blobs';
import type { AccountChange } from '@postroom/types';

/** A copy takes about a hundred octets and shares its content, so without a limit a few COPYs would fill the database. */
export const DEFAULT_MAX_MESSAGES = 10_000_000;

/** What functions that change mailboxes need: the database, the object store, and a way to announce a change after its commit. */
export interface MailboxStore extends BlobStore {
  /** Called after commit. Must not throw and need not be reliable: readers catch up by modseq. */
  announce(change: AccountChange): void;
  /** The most messages, copies included, that an account may reach by copying; by default DEFAULT_MAX_MESSAGES. */
  maxMessages?: number;
}
