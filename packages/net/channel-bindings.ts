import { createHash, type X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

const EXPORTER_LABEL = 'EXPORTER-Channel-Binding';

/**
 * Returns the channel bindings of a TLS connection: of the connection itself (tls-exporter, RFC 9266, in TLS 1.3), and of our certificate
 * (tls-server-end-point, RFC 5929 4). Each of the values of a binding is accepted.
 * @param ours end points of all certificates that a resumed session may have begun with, since it does not tell which one
 */
export function channelBindings(socket: TLSSocket, ours: readonly Buffer[]): Map<string, () => readonly Buffer[]> {
  const bindings = new Map<string, () => readonly Buffer[]>();
  const points = socket.isSessionReused() ? ours : shown(socket);
  if (points.length > 0) bindings.set('tls-server-end-point', () => points);
  if (socket.getProtocol() === 'TLSv1.3') {
    bindings.set('tls-exporter', () => [socket.exportKeyingMaterial(32, EXPORTER_LABEL, Buffer.alloc(0))]);
  }
  return bindings;
}

function shown(socket: TLSSocket): Buffer[] {
  const certificate = socket.getX509Certificate();
  const point = certificate && endPoint(certificate);
  return point ? [point] : [];
}

/** RFC 5929 4.1: hashes the certificate with the hash of its signature. Undefined when that has none (Ed25519). */
export function endPoint({ raw, signatureAlgorithm }: X509Certificate): Buffer | undefined {
  const hash = hashOf(signatureAlgorithm);
  return hash === undefined ? undefined : createHash(hash).update(raw).digest();
}

/** Returns SHA-256 in place of weaker hashes. */
function hashOf(algorithm = ''): string | undefined {
  const [hash] = /sha-?(?:1|224|256|384|512)/i.exec(algorithm) ?? (/md5/i.exec(algorithm) ? ['sha1'] : []);
  const bits = hash?.replace(/\D/g, '');
  if (bits === undefined) return undefined;
  return bits === '384' || bits === '512' ? `sha${bits}` : 'sha256';
}
