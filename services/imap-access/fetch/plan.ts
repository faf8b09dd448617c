import type { SectionItem } from '@postroom/imap';
import { FLAGS, UID } from './entry-items.ts';
import type { EntryColumns, EntryItem, FetchItem } from './item.ts';

/** What a FETCH needs of the database, worked out once for all its messages. */
export interface FetchPlan {
  readonly items: readonly FetchItem[];
  readonly columns: EntryColumns;
  /** Nothing but UIDs, which the session knows of every message that its client was told of. */
  readonly isKnown: boolean;
  /** The columns are enough: no text of the message but its header, and nothing is changed by reading it. */
  readonly isQuick: boolean;
  /** Pieces of the messages are asked for. */
  readonly readsMessages: boolean;
  /** Some piece is read without PEEK. */
  readonly setsSeen: boolean;
  /** FLAGS is asked for, or tells of the \Seen that is set. */
  readonly showsFlags: boolean;
  /** Pieces of messages, and nothing beside them that ever changes. */
  readonly isLasting: boolean;
}

/** Items that a UID command or a modifier adds come first (RFC 3501 6.4.8, RFC 7162 3.1.4.1). */
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

/** The message's own header or some of its fields. */
function isHeader({ section }: SectionItem): boolean {
  return section.part.length === 0 && (section.text?.startsWith('HEADER') ?? false);
}
