import type { Answer, RecordOf, RecordType } from './answer.ts';
import { AnswerCache } from './cache.ts';
import { keptSeconds } from './cache-time.ts';
import { type Ask, lookUp } from './lookup.ts';
import { NO_METRICS } from './metrics.ts';
import { normaliseName, reverseName } from './names.ts';
import { type ResolverOptions, withDefaults } from './options.ts';
import { Places } from './places.ts';
import { ServerHealth } from './servers/health.ts';
import { ResolvConf } from './servers/resolv-conf.ts';
import { trustsAd } from './servers/trust.ts';
import { askServers } from './transport/ask-servers.ts';
import { UdpSockets } from './transport/udp-sockets.ts';

/**
 * Looks names up. Never throws: an unavailable server is a temporary failure, and never "no such name". Each look-up
 * ends within the total time limit.
 */
export interface DnsResolver {
  a(name: string): Promise<Answer<string>>;
  aaaa(name: string): Promise<Answer<string>>;
  caa(name: string): Promise<Answer<RecordOf['CAA']>>;
  cname(name: string): Promise<Answer<string>>;
  mx(name: string): Promise<Answer<RecordOf['MX']>>;
  /** Looks up the names of an address. */
  ptr(address: string): Promise<Answer<string>>;
  srv(name: string): Promise<Answer<RecordOf['SRV']>>;
  tlsa(name: string): Promise<Answer<RecordOf['TLSA']>>;
  txt(name: string): Promise<Answer<string>>;
  /**
   * Tests whether our servers validate (DNSSEC) and we trust them: the root zone is signed, so a validating resolver returns its name
   * servers as authenticated. Postfix asks the same (dnssec_probe).
   */
  probe(): Promise<Answer<string>>;
}

const MAX_OUT = 256; // questions on their way, each with a socket
const MAX_WAITING = 10_000;

/** Returns a resolver with a cache of its own, over the given servers or the system's. */
export function createResolver(wanted: Partial<ResolverOptions> = {}): DnsResolver {
  const options = withDefaults(wanted);
  const { metrics = NO_METRICS, nowMs, tryMs } = options;
  const given = options.servers.length > 0 ? { servers: options.servers, trustsAd: false } : undefined;
  const cache = new AnswerCache({ maxEntries: options.cacheEntries, maxBytes: options.cacheBytes });
  const underWay = new Map<string, Promise<Answer<RecordOf[RecordType]>>>();
  const places = new Places({ places: MAX_OUT, maxWaiting: MAX_WAITING });
  const system = new ResolvConf(options.resolvConf);
  const health = new ServerHealth();
  const sockets = new UdpSockets();
  metrics.watchCache(cache);

  /** Returns a cached answer, joins a question that is out already, or asks the servers. */
  async function answer<T extends RecordType>(type: T, text: string): Promise<Answer<RecordOf[T]>> {
    const name = normaliseName(text);
    if (name === undefined) return { kind: 'not-a-name' };
    return known(type, name);
  }

  async function known<T extends RecordType>(type: T, name: string): Promise<Answer<RecordOf[T]>> {
    const key = `${type} ${name}`;
    const kept = cache.get(key, nowMs());
    if (kept !== undefined) {
      metrics.hit(type);
      return kept as Answer<RecordOf[T]>;
    }
    const asked = underWay.get(key);
    if (asked !== undefined) return asked as Promise<Answer<RecordOf[T]>>;
    const asking = askAndKeep(type, name, key);
    underWay.set(key, asking);
    return asking;
  }

  async function askAndKeep<T extends RecordType>(type: T, name: string, key: string): Promise<Answer<RecordOf[T]>> {
    const begun = performance.now();
    try {
      const held = await lookUp(type, name, askUntil(begun + options.totalMs));
      const outcome = outcomeOf(held.answer);
      if (outcome !== 'busy') cache.set(key, held.answer, nowMs() + 1000 * keptSeconds(held));
      metrics.asked(type, outcome, (performance.now() - begun) / 1000);
      return held.answer;
    } finally {
      underWay.delete(key);
    }
  }

  function askUntil(deadline: number): Ask {
    return async (question) => {
      if (!(await places.enter(deadline - performance.now()))) return 'busy';
      try {
        const { servers, trustsAd: systemTrusts } = given ?? (await system.read(performance.now()));
        const reply = await askServers(question, {
          servers,
          health,
          sockets,
          tryMs,
          deadline,
          validates: (server) => trustsAd(options.trustAd, systemTrusts, server),
          onFailure: metrics.failed,
        });
        if (typeof reply === 'string') return reply;
        return { response: reply.response, isTrusted: trustsAd(options.trustAd, systemTrusts, reply.server) };
      } finally {
        places.leave();
      }
    };
  }

  return {
    a: (name) => answer('A', name),
    aaaa: (name) => answer('AAAA', name),
    caa: (name) => answer('CAA', name),
    cname: (name) => answer('CNAME', name),
    mx: (name) => answer('MX', name),
    ptr: async (address) => answer('PTR', reverseName(address) ?? ''),
    srv: (name) => answer('SRV', name),
    tlsa: (name) => answer('TLSA', name),
    txt: (name) => answer('TXT', name),
    async probe() {
      const root = await known('NS', '');
      metrics.validates(root.kind === 'found' && root.isAuthentic);
      return root;
    },
  };
}

function outcomeOf(answer: Answer<unknown>): string {
  return answer.kind === 'temporary-failure' ? answer.reason : answer.kind;
}
