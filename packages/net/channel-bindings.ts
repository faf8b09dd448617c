import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

const EXPORTER_LABEL = 'EXPORTER-Channel-Binding';

/**
 * What a TLS connection can be told from all others by: of itself (tls-exporter, RFC 9266, in TLS 1.3), and of our certificate
 * (tls-server-end-point, RFC 5929 4).
 */
export function channelBindings(socket: TLSSocket): Map<string, () => Buffer> {
  const bindings = new Map<string, () => Buffer>();
  const certificate = socket.getX509Certificate();
  if (certificate) {
    const hash = hashOf(certificate.signatureAlgorithm);
    if (hash) bindings.set('tls-server-end-point', () => createHash(hash).update(certificate.raw).digest());
  }
  if (socket.getProtocol() === 'TLSv1.3') {
    bindings.set('tls-exporter', () => socket.exportKeyingMaterial(32, EXPORTER_LABEL, Buffer.alloc(0)));
  }
  return bindings;
}

/** RFC 5929 4.1: that of the certificate's signature, SHA-256 for weaker ones. Undefined: it has none (Ed25519). */
function hashOf(algorithm = ''): string | undefined {
  const [hash] = /sha-?(?:1|224|256|384|512)/i.exec(algorithm) ?? (/md5/i.exec(algorithm) ? ['sha1'] : []);
  const bits = hash?.replace(/\D/g, '');
  if (bits === undefined) return undefined;
  return bits === '384' || bits === '512' ? `sha${bits}` : 'sha256';
}
