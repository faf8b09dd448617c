import { isDatabaseAway } from '@postroom/database';
import { ImapSyntaxError } from '@postroom/imap';
import { type ErrorCode, isMailError } from '@postroom/types';
import type { Reply } from '../command.ts';

/** The response codes of RFC 5530 with their texts. A client is told nothing else about an error, except for the codes in WORDED. */
const REPLIES: Readonly<Record<ErrorCode, Required<Pick<Reply, 'code' | 'text'>>>> = {
  'authentication-failed': { code: 'AUTHENTICATIONFAILED', text: 'Wrong address or password' },
  'account-suspended': { code: 'CONTACTADMIN', text: 'The account is suspended' },
  'too-many-failures': { code: 'UNAVAILABLE', text: 'Too many failed logins, try again later' },
  'mailbox-not-found': { code: 'NONEXISTENT', text: 'No such mailbox' },
  'mailbox-exists': { code: 'ALREADYEXISTS', text: 'The mailbox exists already' },
  'mailbox-has-children': { code: 'HASCHILDREN', text: 'The mailbox has child mailboxes' },
  'bad-mailbox-name': { code: 'CANNOT', text: 'A mailbox cannot have this name' },
  // RFC 5530 3: the user has no right to do this in somebody else's mailbox.
  'no-permission': { code: 'NOPERM', text: 'You have no right to do this' },
  cannot: { code: 'CANNOT', text: 'This is not possible' },
  'not-found': { code: 'NONEXISTENT', text: 'Not found' },
  'already-exists': { code: 'ALREADYEXISTS', text: 'Already exists' },
  'over-quota': { code: 'OVERQUOTA', text: 'The quota is used up' },
  'too-large': { code: 'TOOBIG', text: 'The message is too large' },
  'limit-reached': { code: 'LIMIT', text: 'Limit reached' },
  'in-use': { code: 'INUSE', text: 'In use, try again later' },
  invalid: { code: 'CANNOT', text: 'Invalid request' },
  unavailable: { code: 'UNAVAILABLE', text: 'Not available now, try again later' },
};

/** Errors whose own message is sent, because it only tells which of our rules was broken. */
const WORDED: ReadonlySet<ErrorCode> = new Set(['bad-mailbox-name', 'cannot', 'limit-reached']);

/** Returns the tagged response to an error; undefined for an unexpected error, which is logged and answered vaguely. */
export function replyToError(error: unknown): Reply | undefined {
  if (error instanceof ImapSyntaxError) {
    return { status: error.status, text: error.message, ...(error.code === undefined ? {} : { code: error.code }) };
  }
  if (isMailError(error)) {
    const reply = { status: 'NO' as const, ...REPLIES[error.code] };
    return WORDED.has(error.code) ? { ...reply, text: error.message } : reply;
  }
  return isDatabaseAway(error) ? { status: 'NO', ...REPLIES.unavailable } : undefined;
}

/** The response to an error on our side (RFC 5530 3). */
export const SERVER_BUG: Reply = { status: 'NO', code: 'SERVERBUG', text: 'Internal error, try again later' };

/** The response when messages named by number are expunged, which can only be reported after a later command (RFC 5530 3). */
export const EXPUNGE_ISSUED: Reply = {
  status: 'NO',
  code: 'EXPUNGEISSUED',
  text: 'Some of the requested messages no longer exist',
};

/** Adds EXPUNGEISSUED as a hint to the response of a successful command: NOOP will report which messages are gone. */
export function hintExpunged(reply: Reply): Reply {
  return reply.status || reply.code ? reply : { ...reply, code: 'EXPUNGEISSUED' };
}

/** Returns the response of COPY, MOVE and APPEND for a missing target: TRYCREATE asks the client to create it (RFC 3501 7.1). */
export function tryCreate(error: unknown): Reply {
  if (isMailError(error, 'mailbox-not-found')) return { status: 'NO', code: 'TRYCREATE', text: 'No such mailbox' };
  throw error;
}

/** Does the same for COPY and MOVE, whose messages may be gone. */
export function explainCopy(error: unknown): Reply {
  return isMailError(error, 'not-found') ? EXPUNGE_ISSUED : tryCreate(error);
}
