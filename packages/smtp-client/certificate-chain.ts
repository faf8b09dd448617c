import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** The most certificates of one chain that are read. */
const MAX_CHAIN = 10;

const chains = new WeakMap<TLSSocket, X509Certificate[]>();

/**
 * Returns the certificate of a server and those above it that are known; `String` of one is PEM. They need not have signed each
 * other. Node is asked once per socket, because it returns less the second time.
 */
export function certificatesOf(socket: TLSSocket): readonly X509Certificate[] {
  const known = chains.get(socket) ?? readChain(socket);
  chains.set(socket, known);
  return known;
}

function readChain(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // The last one is its own issuer.
  while (next?.raw && !seen.has(next.fingerprint256) && chain.length < MAX_CHAIN) {
    seen.add(next.fingerprint256);
    chain.push(new X509Certificate(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}
