import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { SmtpFailure } from './failure.ts';
import { certificateOf } from './tls.ts';

/** How STARTTLS went with a server that was asked for it, or would have been. */
export type TlsResult =
  | {
      readonly result: 'secured';
      /** OpenSSL's or Node's code of what is wrong with the certificate, whether or not that mattered; null: nothing. */
      readonly authorizationError: string | null;
      readonly certificate: X509Certificate | undefined;
    }
  | { readonly result: 'not-offered' }
  | { readonly result: 'refused' }
  | {
      readonly result: 'failed';
      /** As authorizationError, or of the system, or a few words. */
      readonly code: string;
    };

/** @param error what connectSmtp fails with, where it does */
export function tlsResult(isOffered: boolean, secured: TLSSocket | undefined, error: unknown): TlsResult {
  if (!isOffered) return { result: 'not-offered' };
  if (error instanceof SmtpFailure && error.code === undefined) return { result: 'failed', code: codeOf(error) };
  if (secured === undefined) return { result: 'refused' };
  // Its type says Error; it is the code of one.
  const code = secured.authorizationError ? String(secured.authorizationError) : null;
  return { result: 'secured', authorizationError: code, certificate: certificateOf(secured) };
}

function codeOf({ cause, message }: SmtpFailure): string {
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
}
