import type { SectionItem } from '@postroom/imap';
import type { Entry, EntryFields, PackedEntry, PackedFields } from '@postroom/mailbox';
import type { Enableable } from '../session/enable.ts';
import type { Output } from '../session/output.ts';
import type { SelectedMailbox } from '../session/selected-mailbox.ts';

/** What is read of a message for a FETCH: what its plan asks for is there. */
export type FetchedEntry = PackedEntry & Partial<Entry>;

export type EntryColumns = EntryFields & PackedFields;

interface Item {
  /** Tells it from others: of two with one id the client wants one. */
  readonly id: string;
  /** What it needs of the database. */
  readonly columns?: EntryColumns;
  /** It needs what only comes with a whole entry. */
  readonly needsEntry?: boolean;
  /** Asking for it switches this on. */
  readonly enables?: Enableable;
}

/** An item of what is kept about a message. */
export interface EntryItem extends Item {
  /** Another time it may be different. */
  readonly changes?: boolean;
  /** Writes its name and its value. */
  write(output: Output, entry: FetchedEntry, mailbox: SelectedMailbox): void;
}

/** A piece of the message itself. */
export interface MessageItem extends Item {
  readonly section: SectionItem;
}

/** A data item of FETCH (RFC 3501 6.4.5) as it was asked for. */
export type FetchItem = EntryItem | MessageItem;

/** An item that goes with FLAGS wherever those are told unasked, once its extension is enabled. */
export interface FlagCompanion {
  readonly once: Enableable;
  readonly item: EntryItem;
}
