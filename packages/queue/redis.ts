import { Redis } from 'ioredis';

export interface RedisOptions {
  url: string;
  /** Stands before every key and channel, so that several platforms can share one Redis. */
  prefix: string;
  onError?: (error: Error) => void;
}

/** After this time without an answer Redis counts as away: no login or mail waits longer for it. */
const COMMAND_TIMEOUT_MS = 2_000;

/**
 * Opens a connection for commands that are useless later: while Redis is away they fail at once instead of waiting. It reconnects
 * by itself, at most every 2 s.
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

/** Opens a connection for subscriptions and BullMQ workers: it waits until Redis is back and subscribes again. */
export function openPatientRedis(options: RedisOptions): Redis {
  const redis = new Redis(options.url, {
    maxRetriesPerRequest: null,
    connectTimeout: 5_000,
    retryStrategy: (attempt) => Math.min(50 * attempt, 2_000),
  });
  redis.on('error', (error) => options.onError?.(error));
  return redis;
}
