import { SmtpFailure, type TlsOptions } from '@postroom/smtp-client';
import type { Candidate } from '../candidates.ts';

/** RFC 8689 4.2.1 3: TLS, with a certificate that is proved by authorities that we trust, or by DANE. */
export function requiredTls(usual: TlsOptions, { isPinned }: Candidate): TlsOptions {
  return {
    ...usual,
    policy: usual.policy === 'implicit' ? 'implicit' : 'required',
    verify: true,
    ...(isPinned && { isPinned }),
  };
}

/**
 * What a connection that failed means for mail that requires TLS: a server without TLS, without a certificate that proves it, or without
 * REQUIRETLS (undefined: that is all that was wrong) does not get it, now or later; another may.
 */
export function failureToRequireTls(error: unknown): unknown {
  if (error === undefined) return refused('the server does not promise TLS onwards (REQUIRETLS)');
  if (!(error instanceof SmtpFailure)) return error;
  const offersNone = error.stage === 'starttls' && error.class === 'temporary' && error.code === undefined;
  return error.isUntrusted || offersNone ? refused(error.message) : error;
}

function refused(why: string): SmtpFailure {
  return new SmtpFailure('starttls', 'permanent', `the mail requires TLS: ${why}`, { enhanced: '5.7.30' });
}
