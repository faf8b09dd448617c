import type { DnsMetrics } from './metrics.ts';
import { parseServers, type Server } from './servers/parse.ts';
import { RESOLV_CONF } from './servers/resolv-conf.ts';
import type { AdTrust } from './servers/trust.ts';

export interface ResolverOptions {
  /** `192.0.2.53, [2001:db8::53]:5353`, in the order to ask; '' for those of the system. */
  readonly servers: string;
  /** The file in which the system lists its servers. */
  readonly resolvConf: string;
  readonly trustAd: AdTrust;
  /** The time for the first try of a server. */
  readonly tryMs: number;
  /** The time for a look-up with all its tries and aliases. */
  readonly totalMs: number;
  readonly cacheEntries: number;
  readonly cacheBytes: number;
  readonly metrics?: DnsMetrics | undefined;
  /** The clock by which answers expire. */
  readonly nowMs: () => number;
}

const DEFAULTS: ResolverOptions = {
  servers: '',
  resolvConf: RESOLV_CONF,
  trustAd: 'auto',
  tryMs: 2000,
  totalMs: 10_000,
  cacheEntries: 20_000,
  cacheBytes: 8 * 1024 * 1024,
  nowMs: () => performance.now(),
};

/** Returns complete options. Throws an Error when `servers` is no list of servers. */
export function withDefaults(
  given: Partial<ResolverOptions>,
): Omit<ResolverOptions, 'servers'> & { servers: readonly Server[] } {
  const options = { ...DEFAULTS, ...given };
  return { ...options, servers: parseServers(options.servers) };
}
