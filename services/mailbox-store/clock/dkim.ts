import { type Pool, transaction } from '@postroom/database';
import {
  addDkimKeys,
  beginSigning,
  countDkimKeys,
  domainsDueForDkim,
  listDkimKeys,
  type StoredDkimKey,
  takeWaitingDkimKeys,
  trimDkimKeys,
} from '@postroom/directory';
import type { DnsResolver } from '@postroom/dns';
import { type KeySeal, newSealedKeys } from '@postroom/sender-auth/dkim';
import { Gauge, type Logger, type Metrics } from '@postroom/service';
import { normaliseDomain } from '@postroom/smtp';

export interface DkimOptions {
  readonly pool: Pool;
  readonly seal: KeySeal;
  readonly resolver: DnsResolver;
  /** The age of a key at which the next one is made; 0 when only the operator rotates keys. */
  readonly rotateMs: number;
  readonly log: Logger;
}

/** The interval at which DNS records are checked. */
export const DKIM_MS = 60_000;
/** The most domains that get keys, and the most keys whose records are checked, in one turn. */
const MAX_NEW = 20;
const MAX_LOOKS = 100;
/** How long the record of a replaced key has to stay: mail signed with it may be on its way for five days, and is read even later. */
const KEEP_MS = 14 * 24 * 3_600_000;

/** Makes keys where they are due, starts to sign with keys whose records are published, and removes old ones. */
export async function keepDkimKeys(options: DkimOptions): Promise<void> {
  const { pool, rotateMs, log } = options;
  await trimDkimKeys(pool, new Date(Date.now() - KEEP_MS));
  const newerThan = rotateMs > 0 ? new Date(Date.now() - rotateMs) : null;
  for (const domain of await domainsDueForDkim(pool, newerThan, MAX_NEW)) {
    await makeDkimKeys(options, domain);
    log.info({ domain }, 'new DKIM keys: they sign once their records are in DNS (postroom domain dns)');
  }
  const waiting = await takeWaitingDkimKeys(pool, MAX_LOOKS);
  await Promise.all(waiting.map((key) => signIfPublished(options, key)));
}

/** Makes new keys for a domain, one of each algorithm, which wait for their DNS records. */
export async function makeDkimKeys({ pool, seal }: Pick<DkimOptions, 'pool' | 'seal'>, domain: string): Promise<void> {
  const taken = (await listDkimKeys(pool, domain)).map(({ selector }) => selector);
  await addDkimKeys(pool, domain, await newSealedKeys(domain, { seal, now: new Date(), taken }));
}

async function signIfPublished({ pool, resolver, log }: DkimOptions, key: StoredDkimKey): Promise<void> {
  if (!(await isPublished(resolver, key))) return;
  const { domain, selector } = key;
  if (await transaction(pool, (tx) => beginSigning(tx, key)))
    log.info({ domain, selector }, 'a DKIM key signs from now on');
}

/** Whether the public key is in DNS (RFC 6376 3.6.2.2). */
async function isPublished(resolver: Pick<DnsResolver, 'txt'>, key: StoredDkimKey): Promise<boolean> {
  const found = await resolver.txt(`${key.selector}._domainkey.${normaliseDomain(key.domain)}`);
  if (found.kind !== 'found') return false;
  return found.records.some((text) => text.replace(/\s/g, '').split(';').includes(`p=${key.publicKey}`));
}

/** Makes the metrics of DKIM keys. Every mailbox-store reports the same from Postgres: take max(). Returns the function that measures. */
export function createDkimMetrics(metrics: Metrics, pool: Pool): () => Promise<void> {
  const keys = new Gauge({
    name: 'postroom_dkim_keys',
    help: 'DKIM keys by state: waiting for their records in DNS, signing, replaced (their records must stay for 14 days)',
    labelNames: ['state'],
    registers: [metrics],
  });
  return async () => {
    for (const [state, count] of Object.entries(await countDkimKeys(pool))) keys.set({ state }, count);
  };
}
