import { isDatabaseAway, isDatabaseUnsuitable, migrate, openPool } from '@postroom/database';
import { databaseConfig, runOnce } from '@postroom/service';

// Migrates the schema to this release and ends. Safe to run several times at once, and while services are running.
await runOnce({
  name: 'migrate',
  config: { DATABASE_URL: databaseConfig.DATABASE_URL },
  isAway: isDatabaseAway,
  isUnsuitable: isDatabaseUnsuitable,
  async work(config, log) {
    const pool = openPool({ url: config.DATABASE_URL, name: 'migrate', max: 1 });
    const applied = await migrate(pool);
    log.info({ applied }, applied.length > 0 ? 'migrated' : 'nothing to migrate');
    await pool.end();
  },
});
