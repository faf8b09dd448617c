import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { SmtpFailure } from './failure.ts';
import { certificateOf } from './tls.ts';

/** The result of STARTTLS with a server. */
export type TlsResult =
  | {
      readonly result: 'secured';
      /** The code of OpenSSL or Node for what is wrong with the certificate, whether or not that mattered; null when it is good. */
      readonly authorizationError: string | null;
      readonly certificate: X509Certificate | undefined;
    }
  | { readonly result: 'not-offered' }
  | { readonly result: 'refused' }
  | {
      readonly result: 'failed';
      /** A code as in authorizationError, or of the system, or a few words. */
      readonly code: string;
    };

/** @param error the error of connectSmtp, if it failed */
export function tlsResult(isOffered: boolean, secured: TLSSocket | undefined, error: unknown): TlsResult {
  if (!isOffered) return { result: 'not-offered' };
  if (error instanceof SmtpFailure && error.code === undefined) return { result: 'failed', code: codeOf(error) };
  if (secured === undefined) return { result: 'refused' };
  // Its type is Error, but the value is an error code.
  const code = secured.authorizationError ? String(secured.authorizationError) : null;
  return { result: 'secured', authorizationError: code, certificate: certificateOf(secured) };
}

function codeOf({ cause, message }: SmtpFailure): string {
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
}
