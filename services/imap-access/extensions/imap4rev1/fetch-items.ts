import { RFC822_SECTIONS, readBodySection, type SectionItem } from '@postroom/imap';
import type { Declared } from '../../extension.ts';
import * as entry from '../../fetch/entry-items.ts';
import type { FetchItem, MessageItem } from '../../fetch/item.ts';

function piece(section: SectionItem): MessageItem {
  return { id: section.id, section };
}

/** RFC 3501 6.4.5. */
export const FETCH_ITEMS: Declared<FetchItem> = {
  UID: () => entry.UID,
  FLAGS: () => entry.FLAGS,
  INTERNALDATE: () => entry.INTERNALDATE,
  'RFC822.SIZE': () => entry.SIZE,
  ENVELOPE: () => entry.ENVELOPE,
  BODYSTRUCTURE: () => entry.BODYSTRUCTURE,
  BODY: (args) => (args.ahead('[') ? piece(readBodySection(args, false)) : entry.BODY),
  'BODY.PEEK': (args) => piece(readBodySection(args, true)),
  ...Object.fromEntries(RFC822_SECTIONS.map((section) => [section.label, () => piece(section)])),
};
