import type { SearchKey as StoredKey } from '@postroom/mailbox';
import type { Enableable } from '../session/enable.ts';
import type { SelectedMailbox } from '../session/selected-mailbox.ts';
import type { Session } from '../session/session.ts';

/** A search key of an extension as it was asked for. */
export interface OtherKey {
  readonly enables?: Enableable;
  /** What it asks of the database. */
  query(mailbox: SelectedMailbox): StoredKey;
  /** What the response says of the messages found because this key was used: `MODSEQ 12`; undefined for nothing. */
  returnOf?(session: Session, found: Uint32Array): Promise<string | undefined>;
}
