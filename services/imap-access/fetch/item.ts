import type { SectionItem } from '@postroom/imap';
import type { Entry, EntryFields, PackedEntry, PackedFields } from '@postroom/mailbox';
import type { Enableable } from '../session/enable.ts';
import type { Output } from '../session/output.ts';
import type { SelectedMailbox } from '../session/selected-mailbox.ts';

/** The stored facts of a message that a FETCH has read; everything that its plan needs is there. */
export type FetchedEntry = PackedEntry & Partial<Entry>;

export type EntryColumns = EntryFields & PackedFields;

interface Item {
  /** Identifies the item; of two items with the same id only one is sent. */
  readonly id: string;
  /** The columns that the item needs. */
  readonly columns?: EntryColumns;
  /** Whether the item needs data that only a whole entry has. */
  readonly needsEntry?: boolean;
  /** The extension that this item switches on. */
  readonly enables?: Enableable;
}

/** An item made of stored facts about a message. */
export interface EntryItem extends Item {
  /** Whether the value may change. */
  readonly changes?: boolean;
  /** Writes the item's name and value. */
  write(output: Output, entry: FetchedEntry, mailbox: SelectedMailbox): void;
}

/** An item that is a piece of the message itself. */
export interface MessageItem extends Item {
  readonly section: SectionItem;
}

/** A data item of FETCH (RFC 3501 6.4.5) with its arguments. */
export type FetchItem = EntryItem | MessageItem;

/** An item that is added to FLAGS in unsolicited responses, once its extension is enabled. */
export interface FlagCompanion {
  readonly once: Enableable;
  readonly item: EntryItem;
}
