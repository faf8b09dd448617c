import { webcrypto as crypto, randomBytes } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { PemPair } from '@postroom/net';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 24 * 3600 * 1000;

/**
 * Makes a self-signed certificate, to show until an authority has issued one. Other servers accept it; mail programs ask their
 * users.
 */
export async function provisionalPair(name: string): Promise<PemPair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: `01${randomBytes(15).toString('hex')}`,
      notBefore: new Date(Date.now() - DAY),
      notAfter: new Date(Date.now() + 365 * DAY),
      name: [{ CN: [name] }],
      keys,
      signingAlgorithm: algorithm,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
    },
    crypto,
  );
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return {
    from: 'a certificate that we made ourselves',
    certificate: Buffer.from(certificate.toString('pem')),
    key: Buffer.from(key),
  };
}
