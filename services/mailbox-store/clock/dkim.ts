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
  /** How old a key gets before the next is made; 0: as old as its operator wants. */
  readonly rotateMs: number;
  readonly log: Logger;
}

/** How often records are looked for. */
export const DKIM_MS = 60_000;
/** Domains that get keys, and keys whose records are looked for, in one turn. */
const MAX_NEW = 20;
const MAX_LOOKS = 100;
/** The record of a key that signs no more has to stay while mail signed with it may be on its way: five days, and time to read. */
const KEEP_MS = 14 * 24 * 3_600_000;

/** Makes keys where they are due, begins to sign with those whose records are there, and forgets old ones. */
export async function keepDkimKeys(options: DkimOptions): Promise<void> {
  const { pool, rotateMs, log } = options;
  await trimDkimKeys(pool, new Date(Date.now() - KEEP_MS));
  const newerThan = rotateMs > 0 ? new Date(Date.now() - rotateMs) : null;
  for (const domain of await domainsDueForDkim(pool, newerThan, MAX_NEW)) {
    await makeDkimKeys(options, domain);
    log.info({ domain }, 'DKIM keys made: they sign once their records are in DNS');
  }
  const waiting = await takeWaitingDkimKeys(pool, MAX_LOOKS);
  await Promise.all(waiting.map((key) => signIfPublished(options, key)));
}

/** New keys of a domain, one of each algorithm, which wait for their records. */
export async function makeDkimKeys({ pool, seal }: Pick<DkimOptions, 'pool' | 'seal'>, domain: string): Promise<void> {
  const taken = (await listDkimKeys(pool, domain)).map(({ selector }) => selector);
  await addDkimKeys(pool, domain, await newSealedKeys(domain, { seal, now: new Date(), taken }));
}

async function signIfPublished({ pool, resolver, log }: DkimOptions, key: StoredDkimKey): Promise<void> {
  if (!(await isPublished(resolver, key))) return;
  const { domain, selector } = key;
  if (await transaction(pool, (tx) => beginSigning(tx, key))) log.info({ domain, selector }, 'a DKIM key signs');
}

/** Whether everybody can look the key up (RFC 6376 3.6.2.2). */
async function isPublished(resolver: Pick<DnsResolver, 'txt'>, key: StoredDkimKey): Promise<boolean> {
  const found = await resolver.txt(`${key.selector}._domainkey.${normaliseDomain(key.domain)}`);
  if (found.kind !== 'found') return false;
  return found.records.some((text) => text.replace(/\s/g, '').split(';').includes(`p=${key.publicKey}`));
}

/** Returns what measures them, which Postgres knows: every mailbox-store says the same, so take max(). */
export function createDkimMetrics(metrics: Metrics, pool: Pool): () => Promise<void> {
  const keys = new Gauge({
    name: 'postroom_dkim_keys',
    help: 'DKIM keys: waiting for their records in DNS, signing, replaced (their records have to stay for 14 days)',
    labelNames: ['state'],
    registers: [metrics],
  });
  return async () => {
    for (const [state, count] of Object.entries(await countDkimKeys(pool))) keys.set({ state }, count);
  };
}
