import type { Pool } from '@postroom/database';
import type { AccountChange } from '@postroom/types';

/** What every function that changes mailboxes needs: the database, and a way to tell others once it is committed. */
export interface MailboxStore {
  pool: Pool;
  /** Called after commit. Must not throw and need not be reliable: readers catch up by modseq. */
  announce(change: AccountChange): void;
}
