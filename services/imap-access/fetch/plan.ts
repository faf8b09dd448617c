import type { SectionItem } from '@postroom/imap';
import { FLAGS, UID } from './entry-items.ts';
import type { EntryColumns, EntryItem, FetchItem } from './item.ts';

/** What a FETCH needs from the database, computed once for all its messages. */
export interface FetchPlan {
  readonly items: readonly FetchItem[];
  readonly columns: EntryColumns;
  /** Only UIDs are requested, which the session knows without the database. */
  readonly isKnown: boolean;
  /** The columns suffice: of the message itself only the header is needed, and \Seen is not set. */
  readonly isQuick: boolean;
  /** Pieces of messages are requested. */
  readonly readsMessages: boolean;
  /** At least one piece is requested without PEEK. */
  readonly setsSeen: boolean;
  /** FLAGS is requested, or sent because \Seen is set. */
  readonly showsFlags: boolean;
  /** Pieces of messages are requested, and otherwise only items that never change. */
  readonly isLasting: boolean;
}

/** Makes a plan. Items added by a UID command or a modifier come first (RFC 3501 6.4.8, RFC 7162 3.1.4.1). */
export function planFetch(asked: readonly FetchItem[], added: readonly EntryItem[]): FetchPlan {
  const items = [...new Map([...added, ...asked].map((item) => [item.id, item])).values()];
  const sections = items.flatMap((item) => ('section' in item ? [item.section] : []));
  const readsMessages = sections.length > 0;
  const setsSeen = sections.some(({ peek }) => !peek);
  const columns: EntryColumns = Object.assign({}, ...items.map((item) => item.columns));
  if (sections.some(({ section }) => section.part.length > 0)) columns.parts = true;
  const needsEntry = columns.parts || items.some((item) => item.needsEntry);
  const isQuick = !setsSeen && !needsEntry && sections.every(isHeader);
  if (isQuick && readsMessages) columns.header = true;
  return {
    items,
    columns,
    isKnown: items.every((item) => item === UID),
    isQuick,
    readsMessages,
    setsSeen,
    showsFlags: setsSeen || items.includes(FLAGS),
    isLasting: readsMessages && !setsSeen && !items.some((item) => 'changes' in item && item.changes),
  };
}

/** Whether an item is the message's own header or fields of it. */
function isHeader({ section }: SectionItem): boolean {
  return section.part.length === 0 && (section.text?.startsWith('HEADER') ?? false);
}
