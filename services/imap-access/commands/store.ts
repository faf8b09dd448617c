import { formatSet, readStoreAction, type StoreAction } from '@postroom/imap';
import { type FlagChange, type StoredEntry, storeFlags } from '@postroom/mailbox';
import { type AnyCommand, command, type Reply } from '../command.ts';
import { UID } from '../fetch/entry-items.ts';
import { companionsIn, flagItemsIn, writeUnasked } from '../fetch/flag-items.ts';
import { splitFlags } from '../fetch/flags.ts';
import type { EntryItem } from '../fetch/item.ts';
import type { StoreModifier } from '../fetch/modifiers.ts';
import type { Protocol } from '../protocol.ts';
import { enableUsed } from '../session/enable.ts';
import { EXPUNGE_ISSUED } from '../session/errors.ts';
import { findMessages } from '../session/messages.ts';
import { requireWritable } from '../session/read-only.ts';
import type { SelectedMailbox } from '../session/selected-mailbox.ts';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import { ofMessages } from './of-messages.ts';

/** RFC 3501 6.4.6. */
export const store = storing('STORE', false);
export const uidStore = storing('UID STORE', true);

function storing(name: string, uid: boolean): AnyCommand {
  return command({
    name,
    ...ofMessages(uid),
    parse(args, { storeModifiers }) {
      args.expectSpace();
      const set = args.expectSequenceSet();
      args.expectSpace();
      return { set, action: readStoreAction(args, storeModifiers) };
    },
    async run(session, { set, action }, protocol) {
      const { mailbox } = selectedIn(session);
      requireWritable(mailbox);
      enableUsed(session, action.modifiers);
      const change = changeOf(action);
      const shown = shownItems(session, protocol, action.silent, uid);
      const uids = findMessages(mailbox, set, uid);
      const modified: number[] = [];
      let found = 0;
      // Responses for each step are sent before the next step, so that memory does not grow with the number of messages. When the
      // client is gone, the rest is not done (RFC 3501 6.4.6 does not ask for all or none).
      for (let left = uids, most = uids.length; left.length > 0 && !session.connection.closed; ) {
        const some = left.subarray(0, most);
        const result = await storeStep(session, some, change, shown);
        modified.push(...result.modified);
        found += result.entries.length + result.modified.length;
        const taken = some.length - result.rest.length;
        left = left.subarray(taken);
        // If keywords made this step smaller, they probably do the same with the next.
        most = 2 * taken;
      }
      return response(name, mailbox, modified, uid, uid || found === uids.length);
    },
  });
}

function changeOf({ change, flags, modifiers }: StoreAction<StoreModifier>): FlagChange {
  return Object.assign({ action: change, ...splitFlags(flags) }, ...modifiers.map((modifier) => modifier.change));
}

/** The items sent for each changed message; without items nothing is sent. */
interface ShownItems {
  readonly always: readonly EntryItem[];
  /** The items with flags, for a message of which even .SILENT must not hide them. */
  readonly withFlags: readonly EntryItem[];
}

/** Returns the items to send. With .SILENT, too, companions of flags are sent (RFC 7162 3.1.3: the new mod-sequence). */
function shownItems(session: Session, protocol: Protocol, silent: boolean, uid: boolean): ShownItems {
  const withFlags = flagItemsIn(session, protocol, { uid });
  if (!silent) return { always: withFlags, withFlags };
  const companions = companionsIn(session, protocol);
  return { always: uid && companions.length > 0 ? [UID, ...companions] : companions, withFlags };
}

async function storeStep(session: Session, uids: Uint32Array, change: FlagChange, shown: ShownItems) {
  const { mailbox } = selectedIn(session);
  const result = await storeFlags(session.services.store, mailbox, uids, change);
  mailbox.changedHere(result);
  for (const entry of result.entries) {
    sendEntry(session, mailbox, entry, result.entries, shown);
    const full = session.output.flushLarge();
    if (full) await full;
  }
  // The changes that kept messages from being changed are sent before the tagged response (RFC 7162 3.1.3).
  if (result.modified.length > 0) mailbox.updates.noticed(0);
  return result;
}

/**
 * Sends the response for one message. If another session changed it and this client does not know yet, the flags are sent even
 * with .SILENT (RFC 3501 6.4.6), because no later update tells them.
 */
function sendEntry(
  { output }: Session,
  mailbox: SelectedMailbox,
  entry: StoredEntry,
  following: readonly StoredEntry[],
  { always, withFlags }: ShownItems,
): void {
  if (mailbox.uids.sequenceOf(entry.uid) === 0) return;
  const items = hidesUpdate(mailbox, entry) ? withFlags : always;
  if (items.length === 0) return;
  if (items === withFlags) mailbox.keywords.sendNew(output, entry.keywords, following);
  writeUnasked(output, entry, mailbox, items);
}

function hidesUpdate({ updates }: SelectedMailbox, { modseq, modseqBefore }: StoredEntry): boolean {
  return modseq !== modseqBefore && modseqBefore > updates.modseq && !updates.isOwn(modseqBefore);
}

/** Returns the tagged response. MODIFIED names the messages not changed because of changes by others, as the command names messages. */
function response(
  name: string,
  mailbox: SelectedMailbox,
  modified: readonly number[],
  uid: boolean,
  complete: boolean,
): Reply | undefined {
  if (modified.length === 0) return complete ? undefined : EXPUNGE_ISSUED;
  const numbers = uid ? modified : modified.map((each) => mailbox.uids.sequenceOf(each));
  const code = `MODIFIED ${formatSet(numbers)}`;
  // RFC 7162 3.1.3: if messages are gone, too, the response is NO with this code.
  if (!complete) return { ...EXPUNGE_ISSUED, code };
  return { code, text: `${name} completed; some messages were not changed: UNCHANGEDSINCE failed` };
}
