import type { FileJob, RelayJob } from '@postroom/types';
import { Queue } from 'bullmq';
import { openRedis, type RedisOptions } from './redis.ts';

export const FILE_QUEUE = 'file';
export const RELAY_QUEUE = 'relay';

/** Hands work to the delivery workers. A failure loses nothing: the sweeper finds what is due in Postgres. */
export interface Producer extends AsyncDisposable {
  /** Queues the local deliveries of one transaction. */
  file(deliveryIds: string[]): Promise<void>;
  /** Queues destinations with due deliveries. A destination that already waits in the queue is not added twice. */
  relay(destinations: Iterable<string>): Promise<void>;
  ping(): Promise<void>;
}

/** Removes jobs from Redis when they end: the truth is in Postgres. */
const FORGET = { removeOnComplete: true, removeOnFail: true };

export function createProducer(options: RedisOptions): Producer {
  const connection = openRedis(options);
  const shared = { connection, prefix: options.prefix, skipVersionCheck: true, skipWaitingForReady: true };
  const files = new Queue<FileJob>(FILE_QUEUE, shared);
  const relays = new Queue<RelayJob>(RELAY_QUEUE, shared);
  for (const queue of [files, relays]) queue.on('error', (error) => options.onError?.(error));
  return {
    async file(deliveryIds) {
      if (deliveryIds.length > 0) await files.add('file', { deliveryIds }, FORGET);
    },
    async relay(destinations) {
      const jobs = [...new Set(destinations)].map((destination) => ({
        name: 'relay',
        data: { destination },
        // A BullMQ id must not contain a colon, but IPv6 address literals do.
        opts: { ...FORGET, jobId: `to-${destination.replaceAll(':', '_')}` },
      }));
      if (jobs.length > 0) await relays.addBulk(jobs);
    },
    async ping() {
      await connection.ping();
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([files.close(), relays.close()]);
      connection.disconnect();
    },
  };
}
