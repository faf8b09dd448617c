import { createHash } from 'node:crypto';
import { openRedis, type RedisOptions } from './redis.ts';

/**
 * What the checks of incoming mail remember, for all services together. Its calls throw while Redis is away, after the first failure at
 * once, so that no mail waits for it.
 */
export interface PolicyMemory extends Disposable {
  /** Adds one, or `more`, and returns the count in the window, which begins with the first. */
  count(of: string, party: string, windowSeconds: number, more?: number): Promise<number>;
  counted(of: string, party: string): Promise<number>;
  /**
   * Returns the seconds until a triplet may come again; 0 when it may pass. A triplet that came again is remembered, and after enough of
   * them each of the networks that it came from is.
   */
  greylist(
    who: { networks: readonly string[]; triplet: string },
    waitSeconds: number,
    keepSeconds: number,
  ): Promise<number>;
}

/** After this many passed triplets a network no longer has to wait. */
const KNOWN_NETWORK = 5;
/** How long a triplet may take to come again (RFC 6647 2.3 asks for at least some hours). */
const RETRY_SECONDS = 2 * 86_400;
const PAUSE_MS = 2_000;

const COUNT = `
  local count = redis.call('incrby', KEYS[1], ARGV[2])
  if count == tonumber(ARGV[2]) then redis.call('expire', KEYS[1], ARGV[1]) end
  return count`;

// KEYS: the triplet, the networks. ARGV: wait, keep, retry. The value of a triplet is 'passed', or the time from which it may pass.
const GREYLIST = `
  for at = 2, #KEYS do
    if (tonumber(redis.call('get', KEYS[at]) or '0') or 0) >= ${KNOWN_NETWORK} then
      redis.call('expire', KEYS[at], ARGV[2])
      return 0
    end
  end
  local now = tonumber(redis.call('time')[1])
  local known = redis.call('get', KEYS[1])
  if known == 'passed' then
    redis.call('expire', KEYS[1], ARGV[2])
    return 0
  end
  if not known then
    redis.call('set', KEYS[1], now + ARGV[1], 'ex', ARGV[3])
    return tonumber(ARGV[1])
  end
  if tonumber(known) > now then return tonumber(known) - now end
  redis.call('set', KEYS[1], 'passed', 'ex', ARGV[2])
  for at = 2, #KEYS do
    redis.call('incr', KEYS[at])
    redis.call('expire', KEYS[at], ARGV[2])
  end
  return 0`;

export function createPolicyMemory(options: RedisOptions): PolicyMemory {
  const redis = openRedis(options);
  let awayUntil = 0;

  async function asked(work: () => Promise<unknown>): Promise<number> {
    if (performance.now() < awayUntil) throw new Error('Redis is unreachable');
    try {
      return Number(await work()) || 0;
    } catch (error) {
      awayUntil = performance.now() + PAUSE_MS;
      options.onError?.(error as Error);
      throw error;
    }
  }
  function keyOf(kind: string, name: string): string {
    return `${options.prefix}:policy-${kind}:${createHash('sha256').update(name).digest('base64url')}`;
  }

  return {
    count: (of, party, seconds, more = 1) => asked(() => redis.eval(COUNT, 1, keyOf(of, party), seconds, more)),
    counted: (of, party) => asked(() => redis.get(keyOf(of, party))),
    greylist({ networks, triplet }, waitSeconds, keepSeconds) {
      const keys = [keyOf('triplet', triplet), ...networks.map((network) => keyOf('network', network))];
      const retrySeconds = Math.max(RETRY_SECONDS, 2 * waitSeconds);
      return asked(() => redis.eval(GREYLIST, keys.length, ...keys, waitSeconds, keepSeconds, retrySeconds));
    },
    [Symbol.dispose]() {
      redis.disconnect();
    },
  };
}
