import { formatSet, readStoreAction, type StoreAction } from '@postroom/imap';
import { type StoredEntry, storeFlags } from '@postroom/mailbox';
import { type AnyCommand, command, type Reply } from '../command.ts';
import { splitFlags } from '../fetch/flags.ts';
import { enableCondstore, usesCondstore } from '../session/condstore.ts';
import { EXPUNGE_ISSUED } from '../session/errors.ts';
import { findMessages } from '../session/messages.ts';
import { requireWritable } from '../session/read-only.ts';
import type { SelectedMailbox } from '../session/selected-mailbox.ts';
import type { Session } from '../session/session.ts';
import { SELECTED, selectedIn } from '../session/state.ts';
import { flagItems } from '../session/sync.ts';

/** RFC 3501 6.4.6. */
export const store = storing('STORE', false);
export const uidStore = storing('UID STORE', true);

function storing(name: string, uid: boolean): AnyCommand {
  return command({
    name,
    states: SELECTED,
    flush: uid ? 'everything' : 'no-expunges',
    looks: 'when-due',
    parse(args) {
      args.expectSpace();
      const set = args.expectSequenceSet();
      args.expectSpace();
      return { set, action: readStoreAction(args) };
    },
    async run(session, { set, action }) {
      const { mailbox } = selectedIn(session);
      requireWritable(mailbox);
      // RFC 7162 3.1: using a mod-sequence switches CONDSTORE on.
      if (action.unchangedSince !== undefined) enableCondstore(session);
      const uids = findMessages(mailbox, set, uid);
      const modified: number[] = [];
      let found = 0;
      // Each step is told of before the next: however many messages there are, they are not in memory together. Of a client that
      // has gone nobody knows how much it still wanted (RFC 3501 6.4.6 has no all or none).
      for (let left = uids, most = uids.length; left.length > 0 && !session.connection.closed; ) {
        const some = left.subarray(0, most);
        const result = await storeStep(session, some, action, uid);
        modified.push(...result.modified);
        found += result.entries.length + result.modified.length;
        const taken = some.length - result.rest.length;
        left = left.subarray(taken);
        // Where keywords made the step small, they do so to the next one, probably.
        most = 2 * taken;
      }
      return outcome(name, mailbox, modified, uid, uid || found === uids.length);
    },
  });
}

async function storeStep(session: Session, uids: Uint32Array, action: StoreAction, uid: boolean) {
  const { account, mailbox } = selectedIn(session);
  const result = await storeFlags(session.services.store, account.id, mailbox.id, uids, {
    action: action.change,
    ...splitFlags(action.flags),
    ...(action.unchangedSince === undefined ? {} : { unchangedSince: action.unchangedSince }),
  });
  mailbox.changedHere(result);
  for (const entry of result.entries) {
    tellEntry(session, action, entry, result.entries, uid);
    const full = session.output.flushLarge();
    if (full) await full;
  }
  // What kept a message from being changed is told as well, before the end (RFC 7162 3.1.3).
  if (result.modified.length > 0) mailbox.news.noticed(0);
  return result;
}

/**
 * Silent or not, with CONDSTORE the client is told the new mod-sequence (RFC 7162 3.1.3). Not even silence hides what another
 * session did to the message and this client was not told of yet (RFC 3501 6.4.6): nothing tells it later.
 */
function tellEntry(
  session: Session,
  { silent }: StoreAction,
  entry: StoredEntry,
  following: readonly StoredEntry[],
  uid: boolean,
): void {
  const { mailbox } = selectedIn(session);
  const condstore = usesCondstore(session);
  const flags = !silent || hidesNews(mailbox, entry);
  const sequence = mailbox.uids.sequenceOf(entry.uid);
  if (sequence === 0 || (!flags && !condstore)) return;
  if (flags) mailbox.keywords.tellNew(session.output, entry.keywords, following);
  const items = flags
    ? flagItems(mailbox, entry, { uid, condstore })
    : `${uid ? `UID ${entry.uid} ` : ''}MODSEQ (${entry.modseq})`;
  session.output.line(`* ${sequence} FETCH (${items})`);
}

function hidesNews({ news }: SelectedMailbox, { modseq, modseqBefore }: StoredEntry): boolean {
  return modseq !== modseqBefore && modseqBefore > news.modseq && !news.isOwn(modseqBefore);
}

/** MODIFIED tells those left alone because they changed meanwhile, numbered as the command numbered them. */
function outcome(
  name: string,
  mailbox: SelectedMailbox,
  modified: readonly number[],
  uid: boolean,
  complete: boolean,
): Reply | undefined {
  if (modified.length === 0) return complete ? undefined : EXPUNGE_ISSUED;
  const numbers = uid ? modified : modified.map((each) => mailbox.uids.sequenceOf(each));
  const code = `MODIFIED ${formatSet(numbers)}`;
  // RFC 7162 3.1.3: both at once is a NO with this code.
  if (!complete) return { ...EXPUNGE_ISSUED, code };
  return { code, text: `${name} completed, some messages had changed` };
}
