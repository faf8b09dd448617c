import type { Extension } from '../extension.ts';
import type { ListedName, ListSelection } from '../list/options.ts';

const useOf = ({ mailbox }: ListedName) => mailbox?.specialUse ?? null;

const specialUseSelection: ListSelection = {
  name: 'SPECIAL-USE',
  isBase: true,
  selects: (listed) => useOf(listed) !== null,
};

/** RFC 6154: special uses are listed even without RETURN (2). */
export const specialUse: Extension = {
  capabilities: ['SPECIAL-USE'],
  listAttributes: [
    (listed) => {
      const use = useOf(listed);
      return use === null ? [] : [use];
    },
  ],
  listSelections: { 'SPECIAL-USE': () => specialUseSelection },
  listReturns: { 'SPECIAL-USE': () => ({}) },
};
