import { Redis } from 'ioredis';
import { fromRunner } from './environment.ts';

export interface TestRedis extends AsyncDisposable {
  /** The URL, with the number of an empty logical database that nobody else uses. */
  readonly url: string;
  /** A prefix for names that databases do not separate: pub/sub channels. */
  readonly prefix: string;
}

/** Returns an empty Redis database for a test file: `await using redis = await testRedis()`. It is emptied again at the end. */
export async function testRedis(): Promise<TestRedis> {
  const server = fromRunner('TEST_REDIS_URL');
  const number = await withRedis(server, async (redis) => {
    const [, count] = (await redis.config('GET', 'databases')) as [string, string];
    // Database 0 holds only this counter.
    return 1 + (((await redis.incr('testkit:databases')) - 1) % (Number(count) - 1));
  });
  const url = new URL(server);
  url.pathname = `/${number}`;
  await withRedis(url.href, (redis) => redis.flushdb());
  return {
    url: url.href,
    prefix: `test${number}`,
    async [Symbol.asyncDispose]() {
      await withRedis(url.href, (redis) => redis.flushdb());
    },
  };
}

async function withRedis<Result>(url: string, work: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = new Redis(url, { lazyConnect: true });
  await redis.connect();
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
