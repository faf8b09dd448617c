import { ImapSyntaxError, indexesOf, type NumberRange, type SequenceSet } from '@postroom/imap';
import type { SelectedMailbox } from './selected-mailbox.ts';

/**
 * The UIDs a set means in the selected mailbox, ascending. Unknown UIDs are passed over (RFC 3501 6.4.8); a sequence
 * number above the last message is an error (RFC 3501 9, seq-number).
 */
export function findMessages(mailbox: SelectedMailbox, set: SequenceSet, uid: boolean): Uint32Array {
  // 1:* in an empty mailbox is no mistake: clients send it without looking.
  if (!uid && set.largest > mailbox.uids.length && !set.dynamic) {
    throw new ImapSyntaxError('No message has that number');
  }
  return pick(mailbox.uids.all, messageIndexes(mailbox, set, uid));
}

/** Ranges of indexes into the UID list, of the messages that are there: a SEARCH for others finds nothing. */
export function messageIndexes(mailbox: SelectedMailbox, set: SequenceSet, uid: boolean): NumberRange[] {
  const { uids } = mailbox;
  if (uid) return indexesOf(set.resolve(uids.last), uids.all);
  return set
    .resolve(uids.length)
    .filter(({ from }) => from <= uids.length)
    .map(({ from, to }) => ({ from: from - 1, to: Math.min(to, uids.length) - 1 }));
}

/** A copy of the numbers at those indexes: the list may change while a command works. */
function pick(numbers: Uint32Array, ranges: readonly NumberRange[]): Uint32Array {
  const picked = new Uint32Array(ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0));
  let at = 0;
  for (const { from, to } of ranges) {
    picked.set(numbers.subarray(from, to + 1), at);
    at += to - from + 1;
  }
  return picked;
}
