import { createHash } from 'node:crypto';
import { openRedis, type RedisOptions } from './redis.ts';

/** A limit for a time that begins with the first use and is not extended. */
export interface SendingWindow {
  /** The name of what is counted, one word; `party` is whose it is. */
  readonly of: string;
  readonly party: string;
  readonly limit: number;
  readonly cost: number;
  readonly seconds: number;
}

export type SendingTaken =
  | 'taken'
  /** Mail to at least `bounceLimit` recipients has bounced within a day. */
  | 'bounces'
  /** The window that is full, and for how many more seconds. */
  | { readonly full: SendingWindow; readonly seconds: number };

/**
 * Counts what our accounts send and whose mail bounces, for all services together. While Redis is away nothing is counted, so nobody is
 * kept from sending.
 */
export interface SendingCounts extends Disposable {
  /** Counts a message in all of its windows, or in none when one is full. */
  take(accountId: number, windows: readonly SendingWindow[], bounceLimit: number): Promise<SendingTaken>;
  /** Notes that mail of the account to these recipients could not be delivered. */
  bounced(accountId: number, recipients: readonly string[]): Promise<void>;
  /** Resets the counts after an operator has released the account. */
  forget(accountId: number, windows: readonly Pick<SendingWindow, 'of' | 'party'>[]): Promise<void>;
}

const DAY_SECONDS = 86_400;
/** How many bounced recipients are counted; more would not change the result. */
const MAX_BOUNCES = 10_000;
const PAUSE_MS = 2_000;

// KEYS: the set of bounced recipients, a counter for each window. ARGV: the limit of bounces, then limit, cost, seconds of each window.
// Returns which window is full (0: the bounces, -1: none) and the seconds that are left.
const TAKE = `
  if redis.call('scard', KEYS[1]) >= tonumber(ARGV[1]) then return {0, 0} end
  for n = 2, #KEYS do
    local at = (n - 2) * 3 + 2
    local count = tonumber(redis.call('get', KEYS[n]) or '0') or 0
    if count + tonumber(ARGV[at + 1]) > tonumber(ARGV[at]) then return {n - 1, math.max(redis.call('ttl', KEYS[n]), 1)} end
  end
  for n = 2, #KEYS do
    local at = (n - 2) * 3 + 2
    if redis.call('incrby', KEYS[n], ARGV[at + 1]) == tonumber(ARGV[at + 1]) then
      redis.call('expire', KEYS[n], ARGV[at + 2])
    end
  end
  return {-1, 0}`;

// KEYS: the set. ARGV: the most members, seconds, recipients.
const BOUNCED = `
  for n = 3, #ARGV do
    if redis.call('scard', KEYS[1]) >= tonumber(ARGV[1]) then break end
    redis.call('sadd', KEYS[1], ARGV[n])
  end
  if redis.call('ttl', KEYS[1]) < 0 then redis.call('expire', KEYS[1], ARGV[2]) end`;

export function createSendingCounts(options: RedisOptions): SendingCounts {
  const redis = openRedis(options);
  let awayUntil = 0;

  async function asked(work: () => Promise<unknown>): Promise<unknown> {
    if (performance.now() < awayUntil) return undefined;
    try {
      return await work();
    } catch (error) {
      if (redis.status === 'ready') awayUntil = performance.now() + PAUSE_MS;
      options.onError?.(error as Error);
      return undefined;
    }
  }
  const keyOf = (of: string, party: string): string => `${options.prefix}:sent-${of}:${digest(party)}`;
  const bouncesOf = (accountId: number): string => keyOf('bounces', String(accountId));

  return {
    async take(accountId, windows, bounceLimit) {
      const keys = [bouncesOf(accountId), ...windows.map(({ of, party }) => keyOf(of, party))];
      const limits = windows.flatMap(({ limit, cost, seconds }) => [limit, cost, seconds]);
      const answer = await asked(() => redis.eval(TAKE, keys.length, ...keys, bounceLimit, ...limits));
      if (!Array.isArray(answer)) return 'taken';
      const [at, seconds] = answer.map(Number);
      if (at === 0) return 'bounces';
      const full = windows[(at ?? 0) - 1];
      return full ? { full, seconds: seconds || 1 } : 'taken';
    },
    async bounced(accountId, recipients) {
      const digests = recipients.slice(0, MAX_BOUNCES).map((recipient) => digest(recipient.toLowerCase()).slice(0, 16));
      if (digests.length === 0) return;
      await asked(() => redis.eval(BOUNCED, 1, bouncesOf(accountId), MAX_BOUNCES, DAY_SECONDS, ...digests));
    },
    async forget(accountId, windows) {
      const keys = [bouncesOf(accountId), ...windows.map(({ of, party }) => keyOf(of, party))];
      await asked(() => redis.del(...keys));
    },
    [Symbol.dispose]() {
      redis.disconnect();
    },
  };
}

/** Hashes names, which must not appear in Redis. */
function digest(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
