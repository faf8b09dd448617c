import { CommandSyntaxError, ParameterError, SmtpError } from '@postroom/smtp';
import { type ErrorCode, isMailError } from '@postroom/types';

/** The reply and the RFC 3463 code for errors of other packages. */
const REPLIES: Readonly<Partial<Record<ErrorCode, readonly [code: number, enhanced: string]>>> = {
  'authentication-failed': [535, '5.7.8'],
  'account-suspended': [535, '5.7.8'],
  'too-many-failures': [454, '4.7.0'],
  'too-large': [552, '5.3.4'],
  'over-quota': [452, '4.2.2'],
  // Aliases that lead to each other without end; the operator has to repair them.
  'limit-reached': [451, '4.3.5'],
  unavailable: [451, '4.3.2'],
};

/** The reply to an unexpected error. */
const INTERNAL_ERROR = new SmtpError(451, '4.3.0', 'Temporary failure, try again later');

/** Returns the refusal for any error; `isOurs` tells that the error was unexpected. */
export function refusalOf(error: unknown): { refusal: SmtpError; isOurs: boolean } {
  if (error instanceof SmtpError) return { refusal: error, isOurs: false };
  if (error instanceof CommandSyntaxError || error instanceof ParameterError) {
    return { refusal: new SmtpError(error.code, error.enhanced, error.message), isOurs: false };
  }
  const reply = isMailError(error) ? REPLIES[error.code] : undefined;
  if (reply) return { refusal: new SmtpError(...reply, (error as Error).message), isOurs: false };
  return { refusal: INTERNAL_ERROR, isOurs: true };
}
