import { type ErrorCode, isMailError } from '@postroom/types';

/** A refusal in SMTP's own terms. smtp-server reads `responseCode`; the text begins with the enhanced status code. */
export class SmtpError extends Error {
  readonly responseCode: number;

  constructor(code: number, enhanced: string, text: string) {
    super(`${enhanced} ${text}`);
    this.name = 'SmtpError';
    this.responseCode = code;
  }
}

/** RFC 3463 codes for what the other packages refuse. */
const REPLIES: Partial<Record<ErrorCode, readonly [code: number, enhanced: string]>> = {
  'authentication-failed': [535, '5.7.8'],
  'account-suspended': [535, '5.7.8'],
  'too-many-failures': [454, '4.7.0'],
  'too-large': [552, '5.3.4'],
  'over-quota': [452, '4.2.2'],
  unavailable: [451, '4.3.2'],
};

/** The refusal for any error. One of ours that is not in the table says only that it is temporary (451 4.3.0). */
export function toSmtpError(error: unknown): SmtpError {
  if (error instanceof SmtpError) return error;
  const reply = isMailError(error) ? REPLIES[error.code] : undefined;
  if (reply) return new SmtpError(reply[0], reply[1], (error as Error).message);
  return new SmtpError(451, '4.3.0', 'Temporary failure, try again later');
}
