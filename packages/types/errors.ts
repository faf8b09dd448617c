/**
 * Errors that the user of a protocol should hear of. Each protocol has one table that turns a code into its own reply. An error that is
 * not a MailError is a fault of ours: it is logged in full and answered vaguely.
 */
export type ErrorCode =
  | 'authentication-failed'
  | 'account-suspended'
  | 'too-many-failures'
  | 'mailbox-not-found'
  | 'mailbox-exists'
  | 'mailbox-has-children'
  | 'bad-mailbox-name'
  | 'cannot'
  | 'no-permission'
  | 'not-found'
  | 'already-exists'
  | 'over-quota'
  | 'too-large'
  | 'limit-reached'
  | 'in-use'
  | 'invalid'
  | 'unavailable';

export class MailError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MailError';
    this.code = code;
  }
}

export function isMailError(error: unknown, code?: ErrorCode): error is MailError {
  return error instanceof MailError && (code === undefined || error.code === code);
}
