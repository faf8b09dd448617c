import { SmtpFailure, type TlsOptions } from '@postroom/smtp-client';
import type { Candidate } from '../candidates.ts';

/** Returns TLS options that demand a certificate proven by trusted authorities or by DANE (RFC 8689 4.2.1 3). */
export function requiredTls(usual: TlsOptions, { isPinned }: Candidate): TlsOptions {
  return {
    ...usual,
    policy: usual.policy === 'implicit' ? 'implicit' : 'required',
    verify: true,
    ...(isPinned && { isPinned }),
  };
}

/**
 * Converts a failed connection for mail that requires TLS. A server without TLS, without a proven certificate, or without REQUIRETLS
 * (`error` is undefined then) never gets this mail; another server may.
 */
export function failureToRequireTls(error: unknown): unknown {
  if (error === undefined) return refused('the server does not support REQUIRETLS');
  if (!(error instanceof SmtpFailure)) return error;
  const offersNone = error.stage === 'starttls' && error.class === 'temporary' && error.code === undefined;
  return error.isUntrusted || offersNone ? refused(error.message) : error;
}

function refused(why: string): SmtpFailure {
  return new SmtpFailure('starttls', 'permanent', `the mail requires TLS: ${why}`, { enhanced: '5.7.30' });
}
