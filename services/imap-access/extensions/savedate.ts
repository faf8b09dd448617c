import { formatDateTime, type SearchKeyReader } from '@postroom/imap';
import type { Extension } from '../extension.ts';
import { needed, stored } from '../fetch/entry-items.ts';
import type { EntryItem } from '../fetch/item.ts';
import type { OtherKey } from '../search/other-key.ts';

const SAVEDATE: EntryItem = {
  ...stored('SAVEDATE', {}, (output, { saveDate }) => output.text(formatDateTime(needed(saveDate)))),
  needsEntry: true,
};

/** Reads a search key by save date; days are in UTC, as for internal dates. */
function saved(is: 'before' | 'on' | 'since'): SearchKeyReader<OtherKey> {
  return ({ decoder }) => {
    decoder.expectSpace();
    const day = decoder.expectDate();
    return { key: 'other', of: { query: () => ({ key: 'save-date', is, day }) } };
  };
}

/** RFC 8514: the date when a message came into its mailbox; every mailbox supports it (4.3). */
export const savedate: Extension = {
  capabilities: ['SAVEDATE'],
  fetchItems: { SAVEDATE: () => SAVEDATE },
  searchKeys: {
    SAVEDBEFORE: saved('before'),
    SAVEDON: saved('on'),
    SAVEDSINCE: saved('since'),
    SAVEDATESUPPORTED: () => ({ key: 'all' }),
  },
};
