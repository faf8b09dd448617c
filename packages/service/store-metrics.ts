import { setImmediate } from 'node:timers/promises';
import { Gauge, type Metrics } from './metrics.ts';

/** The figures of a Postgres pool, named as in node-postgres. */
export interface PoolFigures {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
}

/**
 * Publishes how busy this process's connections to Postgres are. The metrics read the figures a tick later, because the pool delays
 * all work until the next tick, including readiness checks of the same request.
 */
export function watchPool(metrics: Metrics, pool: PoolFigures): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [metrics],
      async collect() {
        await setImmediate();
        this.set(read());
      },
    });
  };
  gauge('postroom_postgres_pool_connections', 'Open connections to PostgreSQL', () => pool.totalCount);
  gauge('postroom_postgres_pool_idle', 'Idle connections to PostgreSQL', () => pool.idleCount);
  gauge('postroom_postgres_pool_waiting', 'Tasks that wait for a connection to PostgreSQL', () => pool.waitingCount);
  gauge('postroom_postgres_pool_max', 'The most connections to PostgreSQL (DATABASE_POOL)', () => pool.options.max);
}

/** The times of one look at Redis, in seconds. */
export interface RedisLook {
  readonly ping: number;
  readonly publish: number;
}

/** Publishes how Redis answers; call the returned function with each result, null when Redis did not answer. */
export function createRedisMetrics(metrics: Metrics): (look: RedisLook | null) => void {
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [metrics] });
  const up = gauge('postroom_redis_up', '1 while Redis answers and accepts writes');
  const ping = gauge('postroom_redis_ping_seconds', 'Round-trip time of the last PING to Redis, in seconds');
  const publish = gauge('postroom_redis_publish_seconds', 'Seconds from the last PUBLISH to Redis to its reception');
  return (look) => {
    up.set(look ? 1 : 0);
    ping.set(look?.ping ?? Number.NaN);
    publish.set(look?.publish ?? Number.NaN);
  };
}
