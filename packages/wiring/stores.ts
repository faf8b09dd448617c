import { databaseReadiness, openPool, type Pool } from '@postroom/database';
import { type ObjectSettings, type Objects, openObjects } from '@postroom/objects';
import { createRedisProbe, type RedisOptions } from '@postroom/queue/signals';
import {
  createRedisMetrics,
  type RedisLook,
  type ServiceParts,
  type StoreTrouble,
  storeTrouble,
  watchPool,
} from '@postroom/service';

interface StoresConfig extends ObjectSettings {
  readonly DATABASE_URL: string;
  readonly DATABASE_POOL: number;
  readonly REDIS_URL: string;
  readonly REDIS_PREFIX: string;
}

/** The stores of a service. */
export interface Stores {
  readonly pool: Pool;
  /** Undefined when everything is stored in PostgreSQL. */
  readonly objects: Objects | undefined;
  /** The options for connections to Redis. */
  readonly redis: Required<RedisOptions>;
  readonly trouble: StoreTrouble;
}

/**
 * Opens the stores of a service, with their metrics. The service is ready as long as PostgreSQL answers.
 * @param onLook gets the result of each look at Redis; null while it is away
 */
export async function openStores(
  { name, config, log, health, metrics, stack }: ServiceParts<StoresConfig>,
  onLook: (look: RedisLook | null) => void = () => undefined,
): Promise<Stores> {
  const trouble = storeTrouble(log);
  const pool = stack.adopt(
    openPool({ url: config.DATABASE_URL, name, max: config.DATABASE_POOL, onError: trouble.postgres }),
    (pool) => pool.end(),
  );
  const objects = stack.use(await openObjects(config, trouble.objects));
  health.addCheck('database', databaseReadiness(pool));
  watchPool(metrics, pool);
  const redis = { url: config.REDIS_URL, prefix: config.REDIS_PREFIX, onError: trouble.redis };
  const measure = createRedisMetrics(metrics);
  stack.use(
    createRedisProbe({
      ...redis,
      onLook(look) {
        onLook(look);
        measure(look);
      },
    }),
  );
  return { pool, objects, redis, trouble };
}
