import type { FlagChange } from '@postroom/mailbox';
import type { Enableable } from '../session/enable.ts';
import type { Session } from '../session/session.ts';
import type { EntryItem } from './item.ts';

/** A modifier of FETCH (RFC 4466 2.4) as it was given. */
export interface FetchModifier {
  readonly enables?: Enableable;
  /** Items that are told beside those asked for. */
  readonly adds?: readonly EntryItem[];
  /** Those of the messages, by ascending UIDs, that are meant. */
  narrow(session: Session, uids: Uint32Array): Promise<Uint32Array>;
}

/** A modifier of STORE (RFC 4466 2.5) as it was given. */
export interface StoreModifier {
  readonly enables?: Enableable;
  /** What it adds to the change. */
  readonly change: Partial<FlagChange>;
}
