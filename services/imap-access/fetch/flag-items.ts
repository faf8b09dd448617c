import type { Protocol } from '../protocol.ts';
import { isEnabled } from '../session/enable.ts';
import type { Output } from '../session/output.ts';
import type { SelectedMailbox } from '../session/selected-mailbox.ts';
import type { Session } from '../session/session.ts';
import { FLAGS, UID } from './entry-items.ts';
import type { EntryItem, FetchedEntry } from './item.ts';

/** Returns the items that this client gets with FLAGS. */
export function companionsIn(session: Session, { flagCompanions }: Protocol): EntryItem[] {
  return flagCompanions.filter(({ once }) => isEnabled(session, once)).map(({ item }) => item);
}

/** Returns the items of unsolicited responses with flags; responses to a UID command include the UID (RFC 3501 6.4.8). */
export function flagItemsIn(session: Session, protocol: Protocol, { uid }: { uid: boolean }): EntryItem[] {
  return [...(uid ? [UID] : []), FLAGS, ...companionsIn(session, protocol)];
}

/** Writes items without parentheses. */
export function writeItems(
  output: Output,
  entry: FetchedEntry,
  mailbox: SelectedMailbox,
  items: readonly EntryItem[],
): void {
  let first = true;
  for (const item of items) {
    if (!first) output.text(' ');
    first = false;
    item.write(output, entry, mailbox);
  }
}

/** Writes an unsolicited FETCH response (RFC 3501 7.4.2). */
export function writeUnasked(
  output: Output,
  entry: FetchedEntry,
  mailbox: SelectedMailbox,
  items: readonly EntryItem[],
): void {
  output.text(`* ${mailbox.uids.sequenceOf(entry.uid)} FETCH (`);
  writeItems(output, entry, mailbox, items);
  output.line(')');
}
