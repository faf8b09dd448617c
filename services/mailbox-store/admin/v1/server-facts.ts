import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Pool } from '@postroom/database';
import { readCertificates } from '@postroom/directory';
import type { DnsResolver } from '@postroom/dns';

/** The facts that a server's records are made of. */
export interface ServerFacts {
  /** The addresses of its name in DNS. */
  readonly addresses: readonly string[];
  /** The SHA-256 of the public key of its certificate. */
  readonly keys: readonly Buffer[];
  /** The authorities that may issue certificates for it, by their names in CAA records. */
  readonly issuers: readonly string[];
}

export interface ServerFactsOptions {
  readonly pool: Pool;
  readonly resolver: Pick<DnsResolver, 'a' | 'aaaa'>;
  /** A file in PEM with the certificate for names that have none of an authority (ACME). */
  readonly certificateFile: string | undefined;
  readonly issuers: readonly string[];
}

/** The names of authorities in CAA records (RFC 8659 4.2), by the hosts of their directories (RFC 8555 7.1.1). */
const AUTHORITIES: readonly (readonly [host: string, issuer: string])[] = [
  ['letsencrypt.org', 'letsencrypt.org'],
  ['zerossl.com', 'sectigo.com'],
  ['pki.goog', 'pki.goog'],
  ['ssl.com', 'ssl.com'],
];

/** Returns the authorities for CAA. @param named the operator's choice, separated by commas; if empty, the ACME authority, if it is known */
export function caaIssuers(named: string, directoryUrl: string): string[] {
  if (named !== '') return [...new Set(named.split(/[\s,]+/).filter(Boolean))];
  if (directoryUrl === '') return [];
  const { hostname } = new URL(directoryUrl);
  return AUTHORITIES.flatMap(([host, issuer]) => (`.${hostname}`.endsWith(`.${host}`) ? issuer : []));
}

export async function serverFacts(hostname: string, options: ServerFactsOptions): Promise<ServerFacts> {
  const { resolver, issuers } = options;
  const [a, aaaa, leaf] = await Promise.all([
    resolver.a(hostname),
    resolver.aaaa(hostname),
    shownCertificate(hostname, options),
  ]);
  const addresses = [a, aaaa].flatMap((answer) => (answer.kind === 'found' ? answer.records : []));
  const keys = leaf
    ? [
        createHash('sha256')
          .update(leaf.publicKey.export({ type: 'spki', format: 'der' }))
          .digest(),
      ]
    : [];
  return { addresses, keys, issuers };
}

/** Returns the certificate that servers use for this name: first one of an authority, then the file, then a wildcard. */
async function shownCertificate(
  hostname: string,
  { pool, certificateFile }: ServerFactsOptions,
): Promise<X509Certificate | undefined> {
  const wildcard = hostname.replace(/^[^.]*/, '*');
  const kept = await readCertificates(pool, [hostname, wildcard]);
  const keptFor = (name: string) => certificateIn(kept.find((certificate) => certificate.name === name)?.chain);
  const file = certificateIn(certificateFile && (await readFile(certificateFile, 'utf8').catch(() => undefined)));
  return (file?.checkHost(hostname) ? (keptFor(hostname) ?? file) : (keptFor(hostname) ?? keptFor(wildcard))) ?? file;
}

function certificateIn(pem: string | undefined): X509Certificate | undefined {
  try {
    return pem ? new X509Certificate(pem) : undefined;
  } catch {
    return undefined;
  }
}
