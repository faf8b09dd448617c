import { Resolver } from 'node:dns/promises';
import { RouteFailure } from './failure.ts';
import { TtlCache } from './ttl-cache.ts';

export type ResolverOptions = {
  /** `192.0.2.53` or `127.0.0.1:5353`; the system's own servers where none are given. */
  readonly servers?: readonly string[];
  /** Milliseconds for one try; each server is tried twice. */
  readonly timeout?: number;
};

/** The answer to one question. `none`: the name exists and has no such record. `nxdomain`: no such name. */
export type Found<T> =
  | { readonly kind: 'found'; readonly records: readonly T[] }
  | { readonly kind: 'none' | 'nxdomain' };

export type MxRecord = { readonly preference: number; readonly host: string };

export type DnsResolver = {
  /** Throws RouteFailure 4.4.3 when DNS does not answer, as all of these do. */
  mx(domain: string): Promise<Found<MxRecord>>;
  a(host: string): Promise<Found<string>>;
  aaaa(host: string): Promise<Found<string>>;
};

type Timed<T> = { readonly found: Found<T>; readonly ttl: number };

const SECOND = 1000;
// Node does not tell the TTL of MX records; five minutes is what a change of mail server may take to be seen.
const MX_TTL = 300 * SECOND;
const NEGATIVE_TTL = 60 * SECOND;
const MIN_TTL = 5 * SECOND;
const MAX_TTL = 3600 * SECOND;
const CAPACITY = 10_000;

/** A resolver over the given servers that keeps answers in memory for their TTL. */
export function createResolver({ servers, timeout = 5000 }: ResolverOptions = {}): DnsResolver {
  const resolver = new Resolver({ timeout, tries: 2 });
  if (servers !== undefined && servers.length > 0) resolver.setServers(servers);
  const mxCache = new TtlCache<Timed<MxRecord>>(CAPACITY);
  const hostCache = new TtlCache<Timed<string>>(CAPACITY);

  const addresses = (key: string, ask: () => Promise<{ address: string; ttl: number }[]>) =>
    hostCache.get(
      key,
      () => answered(ask, ({ address }) => address, shortestTtl),
      ({ ttl }) => ttl,
    );
  return {
    async mx(domain) {
      const record = ({ exchange, priority }: { exchange: string; priority: number }) => {
        return { preference: priority, host: exchange.toLowerCase().replace(/\.$/, '') };
      };
      const ask = () =>
        answered(
          () => resolver.resolveMx(domain),
          record,
          () => MX_TTL,
        );
      return (await mxCache.get(domain, ask, ({ ttl }) => ttl)).found;
    },
    async a(host) {
      return (await addresses(`A ${host}`, () => resolver.resolve4(host, { ttl: true }))).found;
    },
    async aaaa(host) {
      return (await addresses(`AAAA ${host}`, () => resolver.resolve6(host, { ttl: true }))).found;
    },
  };
}

function shortestTtl(records: readonly { ttl: number }[]): number {
  const shortest = Math.min(...records.map(({ ttl }) => ttl)) * SECOND;
  return Math.min(Math.max(shortest, MIN_TTL), MAX_TTL);
}

async function answered<R, T>(
  ask: () => Promise<R[]>,
  read: (record: R) => T,
  ttl: (records: R[]) => number,
): Promise<Timed<T>> {
  try {
    const records = await ask();
    if (records.length === 0) return { found: { kind: 'none' }, ttl: NEGATIVE_TTL };
    return { found: { kind: 'found', records: records.map(read) }, ttl: ttl(records) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENODATA') return { found: { kind: 'none' }, ttl: NEGATIVE_TTL };
    if (code === 'ENOTFOUND') return { found: { kind: 'nxdomain' }, ttl: NEGATIVE_TTL };
    if (code === 'EBADNAME') throw new RouteFailure(true, '5.1.2', 'not a name that DNS can hold');
    throw new RouteFailure(false, '4.4.3', `DNS lookup failed: ${TROUBLE[code] ?? code}`);
  }
}

const TROUBLE: Readonly<Record<string, string>> = {
  ESERVFAIL: 'the name server failed',
  EREFUSED: 'the name server refused',
  ETIMEOUT: 'no answer in time',
  ECONNREFUSED: 'the name server cannot be reached',
};
