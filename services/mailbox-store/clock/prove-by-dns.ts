import { setTimeout as sleep } from 'node:timers/promises';
import { type DnsHook, type Proof, runDnsHook } from '@postroom/acme';
import type { Pool } from '@postroom/database';
import { type DnsProofRecord, forgetDnsRecord, noteDnsRecord, takeLeftDnsRecord } from '@postroom/directory';
import type { DnsConfig } from '@postroom/dns';
import { type Logger, programEnvironment } from '@postroom/service';
import { type DnsWitness, dnsWitnesses } from '../dns-witnesses.ts';

export interface DnsProofOptions {
  readonly pool: Pool;
  readonly hook: DnsHook;
  /** The DNS servers that must all have a record before the authority is told. */
  readonly witnesses: readonly (Pick<DnsWitness, 'name'> & {
    readonly resolver: Pick<DnsWitness['resolver'], 'txt'>;
  })[];
  readonly waitMs: number;
  readonly proves: 'all' | 'wildcards';
  readonly log: Logger;
}

/** The interval between lookups. */
const LOOK_MS = 2000;
/** The most leftover records removed in one turn. */
const MAX_LEFT = 10;

interface DnsProofConfig extends DnsConfig {
  readonly ACME_DNS_NAMES: 'all' | 'wildcards';
  readonly ACME_DNS_HOOK_SECONDS: number;
  readonly ACME_DNS_SERVERS: string;
  readonly ACME_DNS_WAIT_SECONDS: number;
}

export function dnsProofOptions(config: DnsProofConfig, path: string, pool: Pool, log: Logger): DnsProofOptions {
  return {
    pool,
    log,
    hook: { path, env: programEnvironment(), timeoutMs: config.ACME_DNS_HOOK_SECONDS * 1000 },
    witnesses: dnsWitnesses(config, config.ACME_DNS_SERVERS),
    waitMs: config.ACME_DNS_WAIT_SECONDS * 1000,
    proves: config.ACME_DNS_NAMES,
  };
}

/** Proves names by dns-01 (RFC 8555 8.4), with a program of the operator. */
export function proveByDns(options: DnsProofOptions): Proof {
  const { pool, hook } = options;
  return {
    type: 'dns-01',
    async put({ name, answer }, signal) {
      const record = { name: `_acme-challenge.${name}`, value: answer };
      await noteDnsRecord(pool, record);
      await runDnsHook(hook, ['present', record.name, record.value], signal);
      await untilSeen(options, record, signal);
    },
    async remove({ name, answer }, signal) {
      // After a stop, the record is left to removeLeftRecords.
      if (!signal.aborted) await takeOut(options, { name: `_acme-challenge.${name}`, value: answer }, false);
    },
  };
}

/** Removes records that a crash, a stop or a failed program left in DNS. */
export async function removeLeftRecords(options: DnsProofOptions, signal: AbortSignal): Promise<void> {
  for (let removed = 0; removed < MAX_LEFT && !signal.aborted; removed++) {
    const left = await takeLeftDnsRecord(options.pool);
    if (!left) return;
    await takeOut(options, left, left.isLast);
  }
}

/** Removes a record. A failure is only logged, because the certificate is good without that. */
async function takeOut({ pool, hook, log }: DnsProofOptions, record: DnsProofRecord, isLast: boolean): Promise<void> {
  try {
    await runDnsHook(hook, ['cleanup', record.name, record.value]);
  } catch (error) {
    const { name, value } = record;
    log.warn({ name, value, reason: (error as Error).message, isLast }, 'a TXT record cannot be removed from DNS');
    if (!isLast) return;
  }
  await forgetDnsRecord(pool, record);
}

/** Waits until all witnesses have the record: if the authority looks too early, it counts a failure. */
async function untilSeen(options: DnsProofOptions, { name, value }: DnsProofRecord, signal: AbortSignal) {
  const { waitMs } = options;
  const until = performance.now() + waitMs;
  for (let waiting = options.witnesses; ; ) {
    const answers = await Promise.all(waiting.map(async ({ resolver }) => resolver.txt(name)));
    waiting = waiting.filter((_, index) => {
      const answer = answers[index];
      return !(answer?.kind === 'found' && answer.records.includes(value));
    });
    if (waiting.length === 0) return;
    const left = until - performance.now();
    const names = waiting.map(({ name }) => name).join(', ');
    if (left <= 0) throw new Error(`TXT record ${value} of ${name} not found at ${names} after ${waitMs / 1000} s`);
    await sleep(Math.min(LOOK_MS, left), undefined, { signal });
  }
}
