import type { Pool } from '@postroom/database';
import { currentCertificates, readCertificates } from '@postroom/directory';
import type { PemPair } from '@postroom/net';
import { KeySeal } from '@postroom/sender-auth/sealed-key';

/** Returns the seal for private keys of certificates and of ACME accounts. */
export function certificateSeal(secret: string): KeySeal {
  return new KeySeal(secret, 'postroom certificates');
}

/** Certificates in the database, for services that show them. */
export interface KeptCertificates {
  /** Returns the certificates that have not expired; reads again only those that changed. */
  read(): Promise<PemPair[]>;
  /** Returns a self-signed certificate for this name. */
  provisional(name: string): Promise<PemPair>;
}

/** Returns undefined without a secret, since the stored keys cannot be opened then. */
export function keptCertificates(pool: Pool, secret: string | undefined): KeptCertificates | undefined {
  if (secret === undefined) return undefined;
  const seal = certificateSeal(secret);
  let known = new Map<string, { digest: string; pair: PemPair }>();
  return {
    async read() {
      const current = await currentCertificates(pool);
      const next = new Map<string, { digest: string; pair: PemPair }>();
      const digests = new Map(current.map(({ name, digest }) => [name, digest]));
      for (const [name, kept] of known) if (digests.get(name) === kept.digest) next.set(name, kept);
      const changed = [...digests.keys()].filter((name) => !next.has(name));
      if (changed.length > 0) {
        for (const { name, chain, sealedKey } of await readCertificates(pool, changed)) {
          const from = `the certificate of ${name}`;
          const pair = { from, certificate: Buffer.from(chain), key: opened(seal, sealedKey, name), isPreferred: true };
          next.set(name, { digest: digests.get(name) as string, pair });
        }
      }
      known = next;
      return [...next.values()].map(({ pair }) => pair);
    },
    // The code is rarely needed, and large.
    provisional: async (name) => (await import('./provisional.ts')).provisionalPair(name),
  };
}

/** Returns an empty key when it was sealed with another secret; reading the pair then reports it. */
function opened(seal: KeySeal, sealedKey: Buffer, name: string): Buffer {
  try {
    return seal.open(sealedKey, name);
  } catch {
    return Buffer.alloc(0);
  }
}
