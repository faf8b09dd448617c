import { Redis } from 'ioredis';

export interface RedisOptions {
  url: string;
  /** Put before every key and channel, so that several platforms can share one Redis. */
  prefix: string;
  onError?: (error: Error) => void;
}

/** A Redis that does not answer for this long is as good as away: nobody's login or mail waits for it any longer. */
const COMMAND_TIMEOUT_MS = 2_000;

/**
 * A connection for commands that are worth nothing later: they fail at once while Redis is away instead of waiting in
 * line. It reconnects by itself, at most every 2 s.
 */
export function openRedis(options: RedisOptions): Redis {
  const redis = new Redis(options.url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: 5_000,
    retryStrategy: (attempt) => Math.min(50 * attempt, 2_000),
  });
  redis.on('error', (error) => options.onError?.(error));
  return redis;
}

/** A connection for subscribing and for BullMQ workers: waits for Redis to come back and subscribes again. */
export function openPatientRedis(options: RedisOptions): Redis {
  const redis = new Redis(options.url, {
    maxRetriesPerRequest: null,
    connectTimeout: 5_000,
    retryStrategy: (attempt) => Math.min(50 * attempt, 2_000),
  });
  redis.on('error', (error) => options.onError?.(error));
  return redis;
}
