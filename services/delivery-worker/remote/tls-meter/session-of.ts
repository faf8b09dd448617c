import type { TlsSession, TlsSessionFailure } from '@postroom/reports';
import type { TlsResult } from '@postroom/smtp-client';
import { authorities, isOf, own } from '../tls-policies/dane.ts';
import { namesServer } from '../tls-policies/sts-policy.ts';
import { type ServerPolicy, written } from './server-policy.ts';
import { storable } from './storable.ts';

/** One connection to a server of a domain. */
export interface Attempt {
  readonly server: { readonly name: string; readonly address: string };
  /** `not-tried` means that the policy does not name the server, so that nothing was sent there. */
  readonly tls: TlsResult | { readonly result: 'not-tried' };
  /** Our own address; '' if it is not known. */
  readonly localAddress: string;
}

type Fault = Pick<TlsSessionFailure, 'type' | 'reason'>;

const UNNAMED: Fault = { type: 'validation-failure', reason: 'the policy does not name the server' };

/** Returns what a report tells about a connection (RFC 8460 4.3). */
export function sessionOf({ server, tls, localAddress }: Attempt, policy: ServerPolicy): TlsSession {
  const fault = faultOf(server.name, tls, policy);
  const place = { sendingIp: localAddress, mx: storable(server.name), receivingIp: server.address };
  return {
    policy: written(policy),
    failure: fault && { ...place, ...fault, reason: storable(fault.reason) },
  };
}

function faultOf(host: string, tls: Attempt['tls'], policy: ServerPolicy): Fault | null {
  // Without a readable policy the server cannot be judged.
  if (policy.type === 'sts' && 'fault' in policy) return { type: policy.fault, reason: '' };
  if (tls.result === 'not-tried') return UNNAMED;
  if (tls.result === 'not-offered') return { type: 'starttls-not-supported', reason: '' };
  if (tls.result === 'refused') return { type: 'starttls-not-supported', reason: 'STARTTLS was refused' };
  if (tls.result === 'failed') return certificateFault(tls.code) ?? { type: 'validation-failure', reason: tls.code };
  const { certificate, authorizationError } = tls;
  if (policy.type === 'tlsa') {
    const isPinned = certificate !== undefined && own(policy).some((record) => isOf(certificate, record));
    // With records of authorities the chain was checked against them when connecting, so it is valid if there was no error.
    const isAnchored = authorities(policy).length > 0 && authorizationError === null;
    const isTold = isPinned || isAnchored;
    return isTold ? null : { type: 'validation-failure', reason: 'no TLSA record matches the certificate' };
  }
  if (policy.type === 'no-policy-found') return null;
  if (!namesServer(policy.sts, host)) return UNNAMED;
  if (authorizationError === null) return null;
  return certificateFault(authorizationError) ?? { type: 'certificate-not-trusted', reason: authorizationError };
}

/** Returns the fault (RFC 8460 4.3.1) for a code of OpenSSL or Node; null if the code is not known as one about certificates. */
function certificateFault(code: string): Fault | null {
  const type = TYPES[code];
  return type === undefined ? null : { type, reason: code };
}

const TYPES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'certificate-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-host-mismatch',
  CERT_NOT_YET_VALID: 'certificate-not-trusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-not-trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-not-trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-not-trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-not-trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-not-trusted',
};
