import { constants, createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { endPoint } from './channel-bindings.ts';
import { tlsFault } from './tls-fault.ts';

/** A certificate chain and its private key, both PEM. */
export interface PemPair {
  /** Where it is from, for the log. */
  readonly from: string;
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** Of several for a name this one is taken, before those that are not. */
  readonly isPreferred?: boolean;
}

/** One that can be used. */
export interface TlsPair extends PemPair {
  readonly leaf: X509Certificate;
  /** The names of servers that it is for, in lower case; *.a.test among them. */
  readonly names: readonly string[];
  /** What binds channels to it (RFC 5929 4.1). */
  readonly endPoint: Buffer | undefined;
}

/** Names of one certificate that are looked at; authorities put in 100. */
const MAX_NAMES = 1000;

/** Throws when it is not PEM, or the key does not belong to the certificate. */
export function readPair({ from, certificate, key, isPreferred = false }: PemPair): TlsPair {
  try {
    const leaf = new X509Certificate(certificate);
    if (!leaf.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is of another certificate');
    const pair = { from, certificate, key, isPreferred, leaf, names: namesOf(leaf), endPoint: endPoint(leaf) };
    contextOf(pair, undefined);
    return pair;
  } catch (error) {
    const why = tlsFault({ certificate, key }) ?? (error as Error).message;
    throw new Error(`${from} are no certificate and its key: ${why}`, { cause: error });
  }
}

/**
 * What handshakes take.
 * @param clientCa of who may stand for the certificates of clients, PEM
 * @param ticketKeys what sessions are resumed with; of its own unless given
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
    // RFC 8996 and RFC 8997: TLS 1.0 and 1.1 are not for mail any more.
    minVersion: 'TLSv1.2',
    honorCipherOrder: true,
    // A handshake costs us more than the client; in TLS 1.3 there is none (RFC 8446 4.1.2).
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    // Without it OpenSSL refuses to resume sessions of a context it has not tagged.
    sessionIdContext: 'postroom',
  });
}

/** RFC 6125 6.4. Names of unusual octets come in quotes, and are nobody's. */
function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  const dns = subjectAltName.split(', ', MAX_NAMES).flatMap((name) => /^DNS:([\w.*-]+)$/.exec(name)?.[1] ?? []);
  return dns.map((name) => name.toLowerCase());
}
