import { randomUUID } from 'node:crypto';
import { openRedis, type RedisOptions } from './redis.ts';

/**
 * Slots that all processes share, a limited number for each name: connections to one destination (many), a POP3 maildrop
 * (one, RFC 1939 3). The slot of a process that died is free again when its time is over.
 */
export interface Slots extends Disposable {
  /** Takes a slot; null when all are taken. Throws while Redis is away. */
  take(name: string, limit: number, ttlMs: number): Promise<Slot | null>;
}

export interface Slot {
  /** Extends the time. Returns false when the slot has been lost. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

// Members are slots, scores are the times at which they end. The clock is that of Redis, so all processes agree.
const TAKE = `
  local t = redis.call('time')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  redis.call('zremrangebyscore', KEYS[1], '-inf', now)
  if redis.call('zcard', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
  redis.call('zadd', KEYS[1], now + ARGV[3], ARGV[1])
  redis.call('pexpire', KEYS[1], ARGV[3])
  return 1`;

const RENEW = `
  local t = redis.call('time')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  if not redis.call('zscore', KEYS[1], ARGV[1]) then return 0 end
  redis.call('zadd', KEYS[1], now + ARGV[2], ARGV[1])
  redis.call('pexpire', KEYS[1], ARGV[2])
  return 1`;

export function createSlots(options: RedisOptions): Slots {
  const redis = openRedis(options);
  return {
    async take(name, limit, ttlMs) {
      const key = `${options.prefix}:slots:${name}`;
      const member = randomUUID();
      try {
        if ((await redis.eval(TAKE, 1, key, member, limit, ttlMs)) !== 1) return null;
      } catch (error) {
        // A Redis that was only slow may still execute it; this command follows on the same connection and frees the slot.
        redis.zrem(key, member).catch(() => {});
        throw error;
      }
      return {
        renew: async () => (await redis.eval(RENEW, 1, key, member, ttlMs)) === 1,
        release: async () => {
          await redis.zrem(key, member);
        },
      };
    },
    [Symbol.dispose]() {
      redis.disconnect();
    },
  };
}
