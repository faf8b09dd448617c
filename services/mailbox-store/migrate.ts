import { migrate, openPool } from '@postroom/database';
import { createLogger, databaseConfig, loadConfig } from '@postroom/service';
import Type from 'typebox';

// Brings the schema up to this release and ends. Safe to run many times at once and beside running services.
const config = loadConfig(Type.Object({ DATABASE_URL: databaseConfig.DATABASE_URL }));
const log = createLogger('migrate', 'info');
const pool = openPool({ url: config.DATABASE_URL, name: 'migrate', max: 1 });
const applied = await migrate(pool);
log.info({ applied }, applied.length > 0 ? 'migrated' : 'nothing to migrate');
await pool.end();
