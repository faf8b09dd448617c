import { asUnavailable } from '@postroom/database';
import { type ErrorCode, isMailError } from '@postroom/types';
import { BadCommand } from '../arguments.ts';

/** The only texts that clients get about errors; the codes are those of RFC 2449 8 and RFC 3206 4. */
const REPLIES: Readonly<Partial<Record<ErrorCode, string>>> = {
  'authentication-failed': '[AUTH] Wrong address or password',
  'no-permission': '[AUTH] The token does not allow reading mail',
  'account-suspended': '[SYS/PERM] The account is suspended',
  'too-many-failures': '[LOGIN-DELAY] Too many failed logins, try again later',
  'in-use': '[IN-USE] The maildrop is in use by another session',
  'not-found': 'No such message',
  'mailbox-not-found': '[SYS/PERM] This account has no maildrop',
  unavailable: '[SYS/TEMP] Not available now, try again later',
};

/** The text for an error on our side; it asks the client to try again. */
export const INTERNAL_ERROR = '[SYS/TEMP] Internal error, try again later';

/** Returns the text after -ERR, or undefined for an unexpected error. */
export function errorReply(error: unknown): string | undefined {
  if (error instanceof BadCommand) return error.message;
  const known = isMailError(error) ? error : asUnavailable(error);
  return known && REPLIES[known.code];
}
