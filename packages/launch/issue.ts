import { webcrypto as crypto, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/** Both in PEM. */
export interface KeyAndCertificate {
  readonly certificate: string;
  readonly key: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 24 * 3600 * 1000;

/** Issues a certificate authority that signs only this installation's servers, for ten years. */
export async function issueAuthority(): Promise<KeyAndCertificate> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      ...life(3650),
      name: `CN=Postroom development CA ${randomBytes(3).toString('hex')}`,
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  return { certificate: `${certificate.toString('pem')}\n`, key: await pem(keys.privateKey) };
}

/**
 * Issues a certificate for these host names and addresses, for 397 days, the most that browsers accept.
 * The file holds the chain: the server's own certificate, then the authority's.
 */
export async function issueServer(ca: KeyAndCertificate, names: readonly string[]): Promise<KeyAndCertificate> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const authority = new x509.X509Certificate(ca.certificate);
  const [caKey] = x509.PemConverter.decode(ca.key);
  const signingKey = await crypto.subtle.importKey('pkcs8', caKey as ArrayBuffer, algorithm, false, ['sign']);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      ...life(397),
      subject: `CN=${names[0] ?? 'localhost'}`,
      issuer: authority.subject,
      publicKey: keys.publicKey,
      signingKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const),
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
        await x509.AuthorityKeyIdentifierExtension.create(authority, false, crypto),
      ],
    },
    crypto,
  );
  return { certificate: `${certificate.toString('pem')}\n${ca.certificate}`, key: await pem(keys.privateKey) };
}

/** Returns a validity that begins yesterday, because clocks differ. */
function life(days: number) {
  const now = Date.now();
  return {
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + (days - 1) * DAY),
  };
}

async function pem(key: crypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}
