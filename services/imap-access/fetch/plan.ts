import type { FetchItem, PlainItem, SectionItem } from '@postroom/imap';
import type { EntryFields, PlainFields } from '@postroom/mailbox';

/** What a FETCH needs of the database, worked out once for all its messages. */
export interface FetchPlan {
  readonly items: readonly FetchItem[];
  readonly fields: EntryFields & PlainFields;
  /** Only what readPlainEntries gives: no text of the message but its header, and nothing is changed by reading it. */
  readonly plain: boolean;
  /** Sections are cut from the messages. */
  readonly sections: boolean;
  /** Some section is read without PEEK. */
  readonly setsSeen: boolean;
  /** FLAGS is asked for, or tells of the \Seen that is set. */
  readonly showsFlags: boolean;
  /** Sections, and nothing beside them that ever changes. */
  readonly lasting: boolean;
}

/** Items a UID command, CONDSTORE or CHANGEDSINCE adds come first (RFC 3501 6.4.8, RFC 7162 3.1.4.1). */
export function planFetch(asked: readonly FetchItem[], added: readonly PlainItem[]): FetchPlan {
  const items = [...new Set([...added, ...asked])];
  const sections = items.filter((item) => typeof item !== 'string');
  const setsSeen = sections.some(({ peek }) => !peek);
  const showsFlags = setsSeen || items.includes('FLAGS');
  const plain = !setsSeen && !items.includes('BODY') && sections.every(isHeader);
  return {
    items,
    plain,
    sections: sections.length > 0,
    setsSeen,
    showsFlags,
    lasting: sections.length > 0 && !showsFlags && !items.includes('MODSEQ'),
    fields: {
      envelope: items.includes('ENVELOPE'),
      bodyStructure: items.includes('BODYSTRUCTURE'),
      parts: items.includes('BODY') || sections.some(({ section }) => section.part.length > 0),
      header: plain && sections.length > 0,
      modseq: items.includes('MODSEQ'),
      size: items.includes('RFC822.SIZE'),
      internalDate: items.includes('INTERNALDATE'),
    },
  };
}

/** The message's own header or some of its fields. */
function isHeader({ section }: SectionItem): boolean {
  return section.part.length === 0 && (section.text?.startsWith('HEADER') ?? false);
}
