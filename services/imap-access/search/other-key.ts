import type { SearchKey as StoredKey } from '@postroom/mailbox';
import type { Enableable } from '../session/enable.ts';
import type { SelectedMailbox } from '../session/selected-mailbox.ts';
import type { Session } from '../session/session.ts';

/** A search key of an extension with its arguments. */
export interface OtherKey {
  readonly enables?: Enableable;
  /** Returns the condition for the database. */
  query(mailbox: SelectedMailbox): StoredKey;
  /** Returns what the response adds because this key was used, such as `MODSEQ 12`; undefined for nothing. */
  returnOf?(session: Session, found: Uint32Array): Promise<string | undefined>;
}
