import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPatientRedis, openRedis, type RedisOptions } from './redis.ts';

export interface ProbeOptions extends RedisOptions {
  everyMs?: number;
  /** Gets the result of each look: the seconds of a PING, and from a PUBLISH to its arrival; null when Redis does not answer or cannot write. */
  onLook(look: { ping: number; publish: number } | null): void;
}

const EVERY_MS = 15_000;
const WITHIN_MS = 2_000;

/** Measures regularly how fast Redis is, on connections of its own that are like those of pub/sub. */
export function createRedisProbe(options: ProbeOptions): Disposable {
  const sender = openRedis(options);
  const receiver = openPatientRedis(options);
  const channel = `${options.prefix}:probe:${randomUUID()}`;
  const connected = Promise.all([
    receiver.subscribe(channel).catch((error: Error) => options.onError?.(error)),
    new Promise<void>((resolve) => sender.once('ready', resolve)),
  ]);

  async function look(): Promise<{ ping: number; publish: number }> {
    const started = performance.now();
    await sender.ping();
    const answered = performance.now();
    // A full Redis (maxmemory, noeviction) or a replica answers PING but takes no job, so a write is tried too.
    await sender.set(channel, '', 'PX', WITHIN_MS);
    const asked = performance.now();
    const received = new Promise<void>((resolve) => receiver.once('message', () => resolve()));
    await sender.publish(channel, '');
    await received;
    return { ping: (answered - started) / 1000, publish: (performance.now() - asked) / 1000 };
  }

  let stopped = false;
  async function watch(): Promise<void> {
    await Promise.race([connected, sleep(WITHIN_MS, null, { ref: false })]);
    while (!stopped) {
      const late = sleep(WITHIN_MS, null, { ref: false });
      const found = await Promise.race([look(), late]).catch(() => null);
      if (!stopped) options.onLook(found);
      // Looks again soon after a failure, to notice quickly when Redis is back.
      await sleep(found ? (options.everyMs ?? EVERY_MS) : WITHIN_MS, null, { ref: false });
    }
  }
  void watch();

  return {
    [Symbol.dispose]() {
      stopped = true;
      sender.disconnect();
      receiver.disconnect();
    },
  };
}
