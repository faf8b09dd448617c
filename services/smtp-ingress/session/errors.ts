import { CommandSyntaxError, ParameterError, SmtpError } from '@postroom/smtp';
import { type ErrorCode, isMailError } from '@postroom/types';

/** RFC 3463 codes for what the other packages refuse. */
const REPLIES: Readonly<Partial<Record<ErrorCode, readonly [code: number, enhanced: string]>>> = {
  'authentication-failed': [535, '5.7.8'],
  'account-suspended': [535, '5.7.8'],
  'too-many-failures': [454, '4.7.0'],
  'too-large': [552, '5.3.4'],
  'over-quota': [452, '4.2.2'],
  // An alias that leads on and on: the operator's to mend.
  'limit-reached': [451, '4.3.5'],
  unavailable: [451, '4.3.2'],
};

/** What a client is told of an error that nobody foresaw. */
const INTERNAL_ERROR = new SmtpError(451, '4.3.0', 'Temporary failure, try again later');

/** The refusal for any error; `isOurs`: nobody foresaw it. */
export function refusalOf(error: unknown): { refusal: SmtpError; isOurs: boolean } {
  if (error instanceof SmtpError) return { refusal: error, isOurs: false };
  if (error instanceof CommandSyntaxError || error instanceof ParameterError) {
    return { refusal: new SmtpError(error.code, error.enhanced, error.message), isOurs: false };
  }
  const reply = isMailError(error) ? REPLIES[error.code] : undefined;
  if (reply) return { refusal: new SmtpError(...reply, (error as Error).message), isOurs: false };
  return { refusal: INTERNAL_ERROR, isOurs: true };
}
