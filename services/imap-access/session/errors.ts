import { isDatabaseAway } from '@postroom/database';
import { ImapSyntaxError } from '@postroom/imap';
import { type ErrorCode, isMailError } from '@postroom/types';
import type { Reply } from '../command.ts';

/** Response codes of RFC 5530 and the texts that go with them: all that a client is told of an error, but for WORDED. */
const REPLIES: Readonly<Record<ErrorCode, Required<Pick<Reply, 'code' | 'text'>>>> = {
  'authentication-failed': { code: 'AUTHENTICATIONFAILED', text: 'Wrong address or password' },
  'account-suspended': { code: 'CONTACTADMIN', text: 'The account is suspended' },
  'too-many-failures': { code: 'UNAVAILABLE', text: 'Too many failed logins, try again later' },
  'mailbox-not-found': { code: 'NONEXISTENT', text: 'No such mailbox' },
  'mailbox-exists': { code: 'ALREADYEXISTS', text: 'The mailbox exists already' },
  'mailbox-has-children': { code: 'HASCHILDREN', text: 'There are mailboxes below it' },
  'bad-mailbox-name': { code: 'CANNOT', text: 'A mailbox cannot have this name' },
  // RFC 5530 3: the user may not do this with somebody else's mailbox.
  'no-permission': { code: 'NOPERM', text: 'You have no right to do this' },
  cannot: { code: 'CANNOT', text: 'This is not possible' },
  'not-found': { code: 'NONEXISTENT', text: 'Not found' },
  'already-exists': { code: 'ALREADYEXISTS', text: 'It exists already' },
  'over-quota': { code: 'OVERQUOTA', text: 'The quota is used up' },
  'too-large': { code: 'TOOBIG', text: 'The message is too large' },
  'limit-reached': { code: 'LIMIT', text: 'A limit is reached' },
  'in-use': { code: 'INUSE', text: 'It is in use' },
  invalid: { code: 'CANNOT', text: 'This is not valid' },
  unavailable: { code: 'UNAVAILABLE', text: 'Not available now, try again later' },
};

/** Errors whose own words say which rule of ours is in the way, and nothing else. */
const WORDED: ReadonlySet<ErrorCode> = new Set(['bad-mailbox-name', 'cannot', 'limit-reached']);

/** The tagged answer to an error; undefined for one that nobody foresaw, which is logged and answered vaguely. */
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

/** RFC 5530 3: something broke on our side. */
export const SERVER_BUG: Reply = { status: 'NO', code: 'SERVERBUG', text: 'Internal error, try again later' };

/** RFC 5530 3: messages by number that another session expunged, which cannot be told before the next command. */
export const EXPUNGE_ISSUED: Reply = {
  status: 'NO',
  code: 'EXPUNGEISSUED',
  text: 'Some of the messages no longer exist, they have been deleted',
};

/** The same as a hint, to a command that did all it could: NOOP tells which are gone. */
export function hintExpunged(reply: Reply): Reply {
  return reply.status || reply.code ? reply : { ...reply, code: 'EXPUNGEISSUED' };
}

/** COPY, MOVE and APPEND say that creating the mailbox would help (RFC 3501 7.1). */
export function tryCreate(error: unknown): Reply {
  if (isMailError(error, 'mailbox-not-found')) return { status: 'NO', code: 'TRYCREATE', text: 'No such mailbox' };
  throw error;
}

/** The same for COPY and MOVE, whose messages may be gone. */
export function explainCopy(error: unknown): Reply {
  return isMailError(error, 'not-found') ? EXPUNGE_ISSUED : tryCreate(error);
}
