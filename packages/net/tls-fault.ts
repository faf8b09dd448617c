import { createPrivateKey, X509Certificate } from 'node:crypto';

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/;
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

/** The most certificates of one file that are read. */
const MAX_CHAIN = 20;

/** Returns in words for operators why the two are no certificate chain with its key; undefined where only OpenSSL can tell. */
export function tlsFault({
  certificate,
  key,
}: {
  readonly certificate: Buffer;
  readonly key: Buffer;
}): string | undefined {
  const [chain, secret] = [certificate.toString('latin1'), key.toString('latin1')];
  const isCertificate = chain.includes('-----BEGIN CERTIFICATE-----');
  if (!isCertificate && KEY.test(chain) && secret.includes('-----BEGIN CERTIFICATE-----')) {
    return 'the two files are swapped';
  }
  if (!isCertificate) return 'the first contains no PEM certificate';
  if (!KEY.test(secret)) return 'the second contains no PEM private key';
  if (ENCRYPTED.test(secret)) return 'the key is protected by a passphrase; remove it with openssl pkey';
  if (/-----END CERTIFICATE-----(?![\r\n]|$)/.test(chain)) return 'a line break is missing between two certificates';
  return orderFault(chain, key);
}

/** RFC 8446 4.4.2: the server's own certificate comes first. */
function orderFault(chain: string, key: Buffer): string | undefined {
  try {
    const secret = createPrivateKey(key);
    const at = (chain.match(CERTIFICATES) ?? [])
      .slice(0, MAX_CHAIN)
      .findIndex((pem) => new X509Certificate(pem).checkPrivateKey(secret));
    if (at === -1) return 'the key belongs to another certificate';
    return at > 0 ? "the chain is in the wrong order: the server's own certificate has to come first" : undefined;
  } catch {
    return undefined;
  }
}
