import { formatSet, readStoreAction, type StoreAction } from '@postroom/imap';
import { type FlagResult, storeFlags } from '@postroom/mailbox';
import { type AnyCommand, command, type Reply } from '../command.ts';
import { splitFlags } from '../fetch/flags.ts';
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
      const { account, mailbox } = selectedIn(session);
      requireWritable(mailbox);
      // RFC 7162 3.1: using a mod-sequence switches CONDSTORE on.
      if (action.unchangedSince !== undefined) session.enabled.add('CONDSTORE');
      const uids = findMessages(mailbox, set, uid);
      const result = await storeFlags(session.services.store, account.id, mailbox.id, uids, {
        action: action.change,
        ...splitFlags(action.flags),
        ...(action.unchangedSince === undefined ? {} : { unchangedSince: action.unchangedSince }),
      });
      mailbox.changedHere(result);
      tellResult(session, mailbox, action, result, uid);
      await session.output.flushLarge();
      return modified(name, mailbox, result, uid);
    },
  });
}

/** Silent or not, with CONDSTORE the client is told the new mod-sequence (RFC 7162 3.1.3). */
function tellResult(
  session: Session,
  mailbox: SelectedMailbox,
  action: StoreAction,
  result: FlagResult,
  uid: boolean,
): void {
  const condstore = session.enabled.has('CONDSTORE');
  if (action.silent && !condstore) return;
  for (const entry of result.entries) {
    const sequence = mailbox.uids.sequenceOf(entry.uid);
    if (sequence === 0) continue;
    if (!action.silent) mailbox.keywords.tellNew(session.output, entry.keywords);
    const items = action.silent
      ? `${uid ? `UID ${entry.uid} ` : ''}MODSEQ (${entry.modseq})`
      : flagItems(mailbox, entry, { uid, condstore });
    session.output.line(`* ${sequence} FETCH (${items})`);
  }
}

/** Those left alone because they changed meanwhile: numbered as the command numbered them. */
function modified(name: string, mailbox: SelectedMailbox, result: FlagResult, uid: boolean): Reply | undefined {
  if (result.modified.length === 0) return undefined;
  const numbers = uid ? result.modified : result.modified.map((each) => mailbox.uids.sequenceOf(each));
  return { code: `MODIFIED ${formatSet(numbers)}`, text: `${name} completed, some messages had changed` };
}
