import { openPool, pendingMigrations } from '@postroom/database';
import { createProducer } from '@postroom/queue';
import { run } from '@postroom/service';
import { config } from './config.ts';
import { keepHouse } from './housekeeping.ts';
import { periodically } from './periodic.ts';
import { createSweep } from './sweep.ts';

const HOUR = 3_600_000;

await run({
  name: 'mailbox-store',
  config,
  async start({ config, log, health, stack }) {
    const onError = (error: Error): void => log.warn({ err: error }, 'connection to a store failed');
    const pool = stack.adopt(
      openPool({ url: config.DATABASE_URL, name: 'mailbox-store', max: config.DATABASE_POOL, onError }),
      (pool) => pool.end(),
    );
    health.addCheck('database', async () => {
      const pending = await pendingMigrations(pool);
      if (pending.length > 0) throw new Error(`not migrated: ${pending.join(', ')}`);
    });
    const producer = stack.use(createProducer({ url: config.REDIS_URL, prefix: config.REDIS_PREFIX, onError }));
    const sweep = createSweep(pool, producer);
    stack.use(periodically('sweep', config.SWEEP_SECONDS * 1000, async () => void (await sweep()), log));
    const keep = {
      blobGraceMs: config.BLOB_GRACE_HOURS * HOUR,
      tombstoneMs: config.TOMBSTONE_DAYS * 24 * HOUR,
      traceMs: config.TRACE_DAYS * 24 * HOUR,
    };
    stack.use(periodically('housekeeping', config.HOUSEKEEPING_SECONDS * 1000, () => keepHouse(pool, keep), log));
  },
});
