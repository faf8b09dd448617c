import { constants, createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { endPoint } from './channel-bindings.ts';
import { tlsFault } from './tls-fault.ts';

/** A certificate chain and its private key, both PEM. */
export interface PemPair {
  /** The source of the pair, for the log. */
  readonly from: string;
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** Preferred over other pairs for the same name. */
  readonly isPreferred?: boolean;
}

/** A pair that was read and is usable. */
export interface TlsPair extends PemPair {
  readonly leaf: X509Certificate;
  /** The server names of the certificate, in lower case, including wildcards such as *.a.test. */
  readonly names: readonly string[];
  /** The channel binding of the certificate (RFC 5929 4.1). */
  readonly endPoint: Buffer | undefined;
}

/** The most names of one certificate that are read; authorities allow 100. */
const MAX_NAMES = 1000;

/** Reads a pair. Throws when it is not PEM, or the key does not belong to the certificate. */
export function readPair({ from, certificate, key, isPreferred = false }: PemPair): TlsPair {
  try {
    const leaf = new X509Certificate(certificate);
    if (!leaf.checkPrivateKey(createPrivateKey(key))) throw new Error('the key belongs to another certificate');
    const pair = { from, certificate, key, isPreferred, leaf, names: namesOf(leaf), endPoint: endPoint(leaf) };
    contextOf(pair, undefined);
    return pair;
  } catch (error) {
    const why = tlsFault({ certificate, key }) ?? (error as Error).message;
    throw new Error(`${from} are not a usable certificate and key: ${why}`, { cause: error });
  }
}

/**
 * Returns the TLS context for handshakes.
 * @param clientCa the CAs of client certificates, PEM
 * @param ticketKeys keys for resuming sessions; the context has its own by default
 */
export function contextOf(
  { certificate, key }: Pick<TlsPair, 'certificate' | 'key'>,
  clientCa: Buffer | undefined,
  ticketKeys?: Buffer,
): SecureContext {
  return createSecureContext({
    cert: certificate,
    key,
    ...(clientCa ? { ca: clientCa } : {}),
    ...(ticketKeys ? { ticketKeys } : {}),
    // RFC 8996 and RFC 8997: TLS 1.0 and 1.1 must not be used for mail.
    minVersion: 'TLSv1.2',
    honorCipherOrder: true,
    // A handshake costs us more than the client; TLS 1.3 has no renegotiation (RFC 8446 4.1.2).
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    // Without a session id context OpenSSL refuses to resume sessions.
    sessionIdContext: 'postroom',
  });
}

/** Returns the names (RFC 6125 6.4). Node quotes names with unusual characters; those are ignored. */
function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  const dns = subjectAltName.split(', ', MAX_NAMES).flatMap((name) => /^DNS:([\w.*-]+)$/.exec(name)?.[1] ?? []);
  return dns.map((name) => name.toLowerCase());
}
