import { asUnavailable } from '@postroom/database';
import { type ErrorCode, isMailError } from '@postroom/types';
import { BadCommand } from '../arguments.ts';

/** All that a client is ever told of an error; codes of RFC 2449 8 and RFC 3206 4. */
const REPLIES: Readonly<Partial<Record<ErrorCode, string>>> = {
  'authentication-failed': '[AUTH] Wrong address or password',
  'no-permission': '[AUTH] The token is not for reading mail',
  'account-suspended': '[SYS/PERM] The account is suspended',
  'too-many-failures': '[LOGIN-DELAY] Too many failed logins, try again later',
  'in-use': '[IN-USE] The maildrop is in use by another session',
  'not-found': 'No such message',
  'mailbox-not-found': '[SYS/PERM] There is no maildrop',
  unavailable: '[SYS/TEMP] Not available now, try again later',
};

/** Something broke on our side; the client should come again. */
export const INTERNAL_ERROR = '[SYS/TEMP] Internal error, try again later';

/** The text behind -ERR, or undefined for an error that nobody foresaw. */
export function errorReply(error: unknown): string | undefined {
  if (error instanceof BadCommand) return error.message;
  const known = isMailError(error) ? error : asUnavailable(error);
  return known && REPLIES[known.code];
}
