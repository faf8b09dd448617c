import Type from 'typebox';
import type { ResolverOptions } from './options.ts';
import { parseServers } from './servers/parse.ts';
import type { AdTrust } from './servers/trust.ts';

/** A setting that lists DNS servers; empty by default. */
export const dnsServersSetting = (description: string) =>
  Type.Refine(
    Type.String({ default: '', description }),
    (text) => serversFault(text) === undefined,
    (text) => serversFault(text) ?? '',
  );

/** Settings for look-ups in DNS. */
export const dnsConfig = {
  DNS_SERVERS: dnsServersSetting(
    'DNS servers in the order in which they are asked, 192.0.2.53,[2001:db8::53]:5353; else those of /etc/resolv.conf, which is read again when it changes.',
  ),
  DNS_TRUST_AD: Type.Union(
    ['auto', 'yes', 'no'].map((trust) => Type.Literal(trust)),
    {
      default: 'auto',
      description:
        'Whether to trust the DNSSEC validation of these servers: auto trusts a resolver on loopback (but not Docker’s 127.0.0.11), or if resolv.conf has trust-ad. Use yes only if nobody can change the answers on the way.',
    },
  ),
  DNS_TRY_SECONDS: Type.Number({
    default: 2,
    minimum: 0.05,
    maximum: 30,
    description: 'How long a DNS server may take before the next one is asked; later rounds wait longer.',
  }),
  DNS_TOTAL_SECONDS: Type.Number({
    default: 10,
    minimum: 0.1,
    maximum: 120,
    description: 'How long a look-up may take, including all its tries.',
  }),
  DNS_CACHE_MB: Type.Integer({
    default: 8,
    minimum: 1,
    maximum: 1024,
    description: 'Memory for cached DNS answers, in MiB; at most 20,000 answers.',
  }),
};

/** The values of dnsConfig. */
export interface DnsConfig {
  readonly DNS_SERVERS: string;
  readonly DNS_TRUST_AD: string;
  readonly DNS_TRY_SECONDS: number;
  readonly DNS_TOTAL_SECONDS: number;
  readonly DNS_CACHE_MB: number;
}

export function dnsOptions(config: DnsConfig): Partial<ResolverOptions> {
  return {
    servers: config.DNS_SERVERS,
    trustAd: config.DNS_TRUST_AD as AdTrust,
    tryMs: config.DNS_TRY_SECONDS * 1000,
    totalMs: config.DNS_TOTAL_SECONDS * 1000,
    cacheBytes: config.DNS_CACHE_MB * 1024 * 1024,
  };
}

function serversFault(list: string): string | undefined {
  try {
    parseServers(list);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
