import { fileURLToPath } from 'node:url';
import type { Environment } from '@postroom/launch';
import { run } from './run.ts';

const script = fileURLToPath(new URL('../services/mailbox-store/migrate.ts', import.meta.url));

/** Migrates the schema as an installation does: with the mailbox store's own program, which ends when it is done. */
export async function migrateDatabase(env: Environment): Promise<void> {
  await run(process.execPath, [script], { env });
}
