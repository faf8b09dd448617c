import { asUnavailable } from '@postroom/database';
import { MethodError, type MethodErrorType, SetError, type SetErrorType } from '@postroom/jmap';
import { type ErrorCode, isMailError, type MailError } from '@postroom/types';

/** The method error for each error code (RFC 8620 3.6.2). */
const METHOD: Readonly<Record<ErrorCode, MethodErrorType>> = {
  'authentication-failed': 'forbidden',
  'account-suspended': 'forbidden',
  'too-many-failures': 'forbidden',
  'mailbox-not-found': 'serverPartialFail',
  'mailbox-exists': 'serverPartialFail',
  'mailbox-has-children': 'serverPartialFail',
  'bad-mailbox-name': 'invalidArguments',
  cannot: 'forbidden',
  'not-found': 'serverPartialFail',
  'already-exists': 'serverPartialFail',
  'no-permission': 'forbidden',
  'over-quota': 'forbidden',
  'too-large': 'requestTooLarge',
  'limit-reached': 'forbidden',
  'in-use': 'serverUnavailable',
  invalid: 'invalidArguments',
  unavailable: 'serverUnavailable',
};

/** The SetError for each error code, for one object of a /set (RFC 8620 5.3, RFC 8621 2.5). */
const SET: Readonly<Record<ErrorCode, SetErrorType>> = {
  'authentication-failed': 'forbidden',
  'account-suspended': 'forbidden',
  'too-many-failures': 'rateLimit',
  'mailbox-not-found': 'notFound',
  'mailbox-exists': 'alreadyExists',
  'mailbox-has-children': 'mailboxHasChild',
  'bad-mailbox-name': 'invalidProperties',
  cannot: 'forbidden',
  'not-found': 'notFound',
  'already-exists': 'alreadyExists',
  'no-permission': 'forbidden',
  'over-quota': 'overQuota',
  'too-large': 'tooLarge',
  'limit-reached': 'overQuota',
  'in-use': 'forbidden',
  invalid: 'invalidProperties',
  unavailable: 'forbidden',
};

/** Returns the method error for an error; undefined for an unexpected one. */
export function methodErrorOf(error: unknown): MethodError | undefined {
  const known = isMailError(error) ? error : asUnavailable(error);
  return known && new MethodError(METHOD[known.code], known.message);
}

/** Returns the SetError for an error of the store about one object of a /set. */
export function setErrorOf({ code, message }: MailError): SetError {
  return new SetError(SET[code], message);
}

/** Runs an action for one object of a /set. Turns errors of the store into a SetError, except unavailable. */
export async function asSetError<Value>(action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    if (!isMailError(error) || error.code === 'unavailable') throw error;
    throw setErrorOf(error);
  }
}
