import { ImapSyntaxError, indexesOf, type NumberRange, type SequenceSet } from '@postroom/imap';
import type { SelectedMailbox } from './selected-mailbox.ts';

/**
 * Returns the UIDs of a set in the selected mailbox, ascending. Unknown UIDs are ignored (RFC 3501 6.4.8); a sequence number above the
 * last message is an error (RFC 3501 9, seq-number).
 */
export function findMessages(mailbox: SelectedMailbox, set: SequenceSet, uid: boolean): Uint32Array {
  // 1:* in an empty mailbox is allowed, because clients send it without checking.
  if (!uid && set.largest > mailbox.uids.length && !set.dynamic) {
    throw new ImapSyntaxError('No message has that number');
  }
  return pick(mailbox.uids.all, messageIndexes(mailbox, set, uid));
}

/** Returns ranges of indexes into the UID list for the messages that exist: SEARCH ignores others. */
export function messageIndexes(mailbox: SelectedMailbox, set: SequenceSet, uid: boolean): NumberRange[] {
  const { uids } = mailbox;
  if (uid) return indexesOf(set.resolve(uids.last), uids.all);
  return set
    .resolve(uids.length)
    .filter(({ from }) => from <= uids.length)
    .map(({ from, to }) => ({ from: from - 1, to: Math.min(to, uids.length) - 1 }));
}

/** Copies the numbers at these indexes, because the list may change while a command runs. */
function pick(numbers: Uint32Array, ranges: readonly NumberRange[]): Uint32Array {
  const picked = new Uint32Array(ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0));
  let at = 0;
  for (const { from, to } of ranges) {
    picked.set(numbers.subarray(from, to + 1), at);
    at += to - from + 1;
  }
  return picked;
}
