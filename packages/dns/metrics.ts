import { Counter, Gauge, Histogram, type Metrics } from '@postroom/service';
import type { RecordType } from './answer.ts';

/** What a resolver counts. */
export interface DnsMetrics {
  /** Counts a look-up that went to servers. `outcome` is the kind of the answer, or the reason of a temporary failure. */
  asked(type: RecordType, outcome: string, seconds: number): void;
  hit(type: RecordType): void;
  /** Counts a try without an answer. */
  failed(reason: string): void;
  /** Records whether the last probe was validated. */
  validates(isValidating: boolean): void;
  watchCache(cache: { readonly size: number; readonly bytes: number }): void;
}

export const NO_METRICS: DnsMetrics = { asked() {}, hit() {}, failed() {}, validates() {}, watchCache() {} };

export function createDnsMetrics(metrics: Metrics): DnsMetrics {
  const registers = [metrics];
  let cache = { size: 0, bytes: 0 };
  const queries = new Counter({
    name: 'postroom_dns_queries_total',
    help: 'DNS lookups that asked a server, by type and outcome',
    labelNames: ['type', 'outcome'],
    registers,
  });
  const hits = new Counter({
    name: 'postroom_dns_cache_hits_total',
    help: 'DNS lookups answered from the cache, by type',
    labelNames: ['type'],
    registers,
  });
  const failures = new Counter({
    name: 'postroom_dns_failed_tries_total',
    help: 'Queries to one DNS server that failed, by reason',
    labelNames: ['reason'],
    registers,
  });
  const seconds = new Histogram({
    name: 'postroom_dns_seconds',
    help: 'Seconds that DNS lookups took, if a server was asked',
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2, 5, 10],
    registers,
  });
  const validates = new Gauge({
    name: 'postroom_dns_validates',
    help: '1 if DNS answers are validated (DNSSEC) by trusted servers, as found at the start',
    registers,
  });
  gauge('postroom_dns_cache_entries', 'Cached DNS answers', () => cache.size);
  gauge('postroom_dns_cache_bytes', 'Approximate memory of the cached DNS answers, in octets', () => cache.bytes);

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }

  return {
    asked(type, outcome, took) {
      queries.inc({ type, outcome });
      seconds.observe(took);
    },
    hit: (type) => hits.inc({ type }),
    failed: (reason) => failures.inc({ reason }),
    validates: (isValidating) => validates.set(isValidating ? 1 : 0),
    watchCache(watched) {
      cache = watched;
    },
  };
}
