import type { Pool } from '@postroom/database';
import { currentCertificates, readCertificates } from '@postroom/directory';
import type { PemPair } from '@postroom/net';
import { KeySeal } from '@postroom/sender-auth/sealed-key';

/** What private keys of certificates, and of accounts at authorities, are kept under. */
export function certificateSeal(secret: string): KeySeal {
  return new KeySeal(secret, 'postroom certificates');
}

/** Certificates that are in the database, for whoever shows them. */
export interface KeptCertificates {
  /** Those that have not ended; what did not change since the last time is not read again. */
  read(): Promise<PemPair[]>;
  /** One for this name that nobody stands for. */
  provisional(name: string): Promise<PemPair>;
}

/** Undefined without a secret: what is there stays closed. */
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
    // Needed seldom, and large.
    provisional: async (name) => (await import('./provisional.ts')).provisionalPair(name),
  };
}

/** Nothing where it was sealed under another secret: no key, and told as such. */
function opened(seal: KeySeal, sealedKey: Buffer, name: string): Buffer {
  try {
    return seal.open(sealedKey, name);
  } catch {
    return Buffer.alloc(0);
  }
}
