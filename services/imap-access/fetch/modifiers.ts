import type { FlagChange } from '@postroom/mailbox';
import type { Enableable } from '../session/enable.ts';
import type { Session } from '../session/session.ts';
import type { EntryItem } from './item.ts';

/** A modifier of FETCH (RFC 4466 2.4) with its arguments. */
export interface FetchModifier {
  readonly enables?: Enableable;
  /** Items to send in addition to the requested ones. */
  readonly adds?: readonly EntryItem[];
  /** Returns which of the messages, given by ascending UIDs, are to be fetched. */
  narrow(session: Session, uids: Uint32Array): Promise<Uint32Array>;
}

/** A modifier of STORE (RFC 4466 2.5) with its arguments. */
export interface StoreModifier {
  readonly enables?: Enableable;
  /** The part that the modifier adds to the change. */
  readonly change: Partial<FlagChange>;
}
