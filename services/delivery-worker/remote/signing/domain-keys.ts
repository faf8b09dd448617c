import type { Pool } from '@postroom/database';
import { findDomainOf, signingDkimKeys } from '@postroom/directory';
import { type KeySeal, keyOwner, readPrivateKey, type SigningKey } from '@postroom/sender-auth/dkim';
import type { Logger } from '@postroom/service';
import { normaliseDomain } from '@postroom/smtp';

/** A new key is used after this time at the latest; the old one stays valid for days. */
const FRESH_MS = 60_000;
const MAX_REMEMBERED = 1_000;

/** Finds the keys that sign mail from a host name. */
export class DomainKeys {
  readonly #pool: Pool;
  readonly #seal: KeySeal;
  readonly #log: Pick<Logger, 'error'>;
  readonly #remembered = new Map<string, { until: number; keys: Promise<readonly SigningKey[]> }>();

  constructor(pool: Pool, seal: KeySeal, log: Pick<Logger, 'error'>) {
    this.#pool = pool;
    this.#seal = seal;
    this.#log = log;
  }

  /** Returns the keys of our domain that is the host or contains it; none if there is no such domain. Rejects when the database is away. */
  async of(host: string): Promise<readonly SigningKey[]> {
    const known = this.#remembered.get(host);
    if (known && known.until > performance.now()) return known.keys;
    const keys = this.#read(host);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(host, { until: performance.now() + FRESH_MS, keys });
    keys.catch(() => this.#remembered.delete(host));
    return keys;
  }

  async #read(host: string): Promise<readonly SigningKey[]> {
    const domain = await findDomainOf(this.#pool, host);
    if (domain === null) return [];
    return (await signingDkimKeys(this.#pool, domain)).flatMap(({ selector, algorithm, sealedKey }) => {
      try {
        const privateKey = readPrivateKey(this.#seal.open(sealedKey, keyOwner(domain, selector)));
        return [{ domain: normaliseDomain(domain) ?? domain, selector, algorithm, privateKey }];
      } catch {
        // The error itself is not logged: it would not help an operator, and might reveal something about the key.
        this.#log.error({ domain, selector }, 'a DKIM key cannot be decrypted: it was made with another DKIM_SECRET');
        return [];
      }
    });
  }
}
