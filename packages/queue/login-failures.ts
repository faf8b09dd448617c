import { createHash } from 'node:crypto';
import { openRedis, type RedisOptions } from './redis.ts';

/** Counts failed logins of all services together. While Redis is away nothing is counted, so nobody is locked out. */
export interface LoginFailures extends Disposable {
  count(keys: readonly string[]): Promise<number>;
  add(keys: readonly string[]): Promise<void>;
}

export function createLoginFailures(options: RedisOptions & { windowSeconds?: number }): LoginFailures {
  const redis = openRedis(options);
  const window = options.windowSeconds ?? 900;
  const keyOf = (key: string): string =>
    `${options.prefix}:login-failures:${createHash('sha256').update(key).digest('base64url')}`;
  return {
    async count(keys) {
      try {
        const counts = await redis.mget(keys.map(keyOf));
        return Math.max(0, ...counts.map((count) => Number(count) || 0));
      } catch (error) {
        options.onError?.(error as Error);
        return 0;
      }
    },
    async add(keys) {
      try {
        const pipeline = redis.pipeline();
        for (const key of keys.map(keyOf)) pipeline.incr(key).expire(key, window);
        await pipeline.exec();
      } catch (error) {
        options.onError?.(error as Error);
      }
    },
    [Symbol.dispose]() {
      redis.disconnect();
    },
  };
}
