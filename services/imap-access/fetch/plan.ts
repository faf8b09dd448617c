import type { FetchItem, PlainItem, SectionItem } from '@postroom/imap';
import type { EntryFields, PlainFields } from '@postroom/mailbox';

/** What a FETCH needs of the database, worked out once for all its messages. */
export interface FetchPlan {
  readonly items: readonly FetchItem[];
  readonly fields: EntryFields & PlainFields;
  /** Where sections are cut from: the header block alone, the whole message, or there are none. */
  readonly source: 'none' | 'header' | 'message';
  /** Only what readPlainEntries gives. */
  readonly plain: boolean;
  /** Some section is read without PEEK. */
  readonly setsSeen: boolean;
}

/** Items a UID command, CONDSTORE or CHANGEDSINCE adds come first (RFC 3501 6.4.8, RFC 7162 3.1.4.1). */
export function planFetch(asked: readonly FetchItem[], added: readonly PlainItem[]): FetchPlan {
  const items = [...new Set([...added, ...asked])];
  const sections = items.filter((item) => typeof item !== 'string');
  const source = sections.length === 0 ? 'none' : sections.every(isHeader) ? 'header' : 'message';
  return {
    items,
    source,
    fields: {
      envelope: items.includes('ENVELOPE'),
      bodyStructure: items.includes('BODYSTRUCTURE'),
      parts: items.includes('BODY') || sections.some(({ section }) => section.part.length > 0),
      header: source === 'header',
      modseq: items.includes('MODSEQ'),
      size: items.includes('RFC822.SIZE'),
      internalDate: items.includes('INTERNALDATE'),
    },
    plain: items.every((item) => typeof item === 'string' && item !== 'BODY'),
    setsSeen: sections.some(({ peek }) => !peek),
  };
}

/** The message's own header or some of its fields. */
function isHeader({ section }: SectionItem): boolean {
  return section.part.length === 0 && (section.text?.startsWith('HEADER') ?? false);
}
