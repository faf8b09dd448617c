import { ImapSyntaxError, type SearchInput, type WordReader } from '@postroom/imap';
import { highestModseq, uidsChangedSince } from '@postroom/mailbox';
import type { Extension } from '../extension.ts';
import { needed, stored } from '../fetch/entry-items.ts';
import type { EntryItem } from '../fetch/item.ts';
import type { FetchModifier, StoreModifier } from '../fetch/modifiers.ts';
import type { OtherKey } from '../search/other-key.ts';
import { common } from '../session/ascending.ts';
import type { Enableable } from '../session/enable.ts';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import { kept } from '../status/status-item.ts';

/** When CONDSTORE is switched on with a mailbox selected, the client is sent its HIGHESTMODSEQ before the tagged response (RFC 7162 3.1). */
const condstoreEnabled: Enableable = {
  name: 'CONDSTORE',
  begin(session) {
    if (session.state.name === 'selected') session.state.mailbox.updates.owe(highestModseqLine);
  },
};

function highestModseqLine(modseq: number): string {
  return `* OK [HIGHESTMODSEQ ${modseq}] Highest mod-sequence`;
}

const MODSEQ: EntryItem = {
  ...stored('MODSEQ', { modseq: true }, (output, { modseq }) => output.text(`(${needed(modseq)})`)),
  changes: true,
  enables: condstoreEnabled,
};

const HIGHESTMODSEQ = kept('HIGHESTMODSEQ', (mailbox) => mailbox.highestModseq, { enables: condstoreEnabled });

/** RFC 7162 3.1.4.1. */
const readChangedSince: WordReader<FetchModifier> = (args) => {
  args.expectSpace();
  const since = args.expectNumber64();
  return {
    enables: condstoreEnabled,
    adds: [MODSEQ],
    async narrow(session, uids) {
      const { mailbox } = selectedIn(session);
      return common(uids, await uidsChangedSince(session.services.store.pool, mailbox, since));
    },
  };
};

/** RFC 7162 3.1.3. */
const readUnchangedSince: WordReader<StoreModifier> = (args) => {
  args.expectSpace();
  return { enables: condstoreEnabled, change: { unchangedSince: args.expectNumber64() } };
};

/** Reads the MODSEQ key. Its entry name and type are in the grammar, but have no effect (RFC 7162 3.1.5). */
function readModseqKey({ decoder }: SearchInput): { key: 'other'; of: OtherKey } {
  decoder.expectSpace();
  if (decoder.ahead('"')) {
    decoder.expectString();
    decoder.expectSpace();
    const type = decoder.expectWord('an entry type');
    if (!['PRIV', 'SHARED', 'ALL'].includes(type)) throw new ImapSyntaxError('Invalid entry type');
    decoder.expectSpace();
  }
  const from = decoder.expectNumber64();
  return {
    key: 'other',
    of: { enables: condstoreEnabled, query: () => ({ key: 'modseq', from }), returnOf: returnHighest },
  };
}

/** Returns the highest mod-sequence of the messages found, which a search by mod-sequence reports (RFC 7162 3.1.5, 3.1.10). */
async function returnHighest(session: Session, found: Uint32Array): Promise<string | undefined> {
  const { mailbox } = selectedIn(session);
  const highest = await highestModseq(session.services.store.pool, mailbox, found);
  return highest === 0 ? undefined : `MODSEQ ${highest}`;
}

/** RFC 7162 3.1. */
export const condstore: Extension = {
  capabilities: ['CONDSTORE'],
  enable: condstoreEnabled,
  selectParameters: { CONDSTORE: () => ({ enables: condstoreEnabled }) },
  selectCodes: [({ mailbox }) => `HIGHESTMODSEQ ${mailbox.highestModseq}`],
  fetchItems: { MODSEQ: () => MODSEQ },
  fetchModifiers: { CHANGEDSINCE: readChangedSince },
  flagCompanions: [{ once: condstoreEnabled, item: MODSEQ }],
  storeModifiers: { UNCHANGEDSINCE: readUnchangedSince },
  searchKeys: { MODSEQ: readModseqKey },
  statusItems: { HIGHESTMODSEQ: () => HIGHESTMODSEQ },
};
