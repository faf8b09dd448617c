import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProcessReports, SupervisedProcess } from '@postroom/launch';
import { memoryFolder } from './memory-folder.ts';
import { forgetful } from './postgres/settings.ts';
import { preparePostgres } from './postgres.ts';
import { prepareRedis } from './redis.ts';

export interface Stores extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly postgres: SupervisedProcess;
  readonly redis: SupervisedProcess;
  /** The absolute path of the folder, which is removed at the end. */
  readonly folder: string;
}

interface StoresOptions {
  readonly reports?: ProcessReports;
  /** For tests whose data need not outlive a crash: faster, and in memory. */
  readonly isForgetful?: boolean;
  readonly redisSettings?: Record<string, string>;
}

/** Starts a Postgres and a Redis that live as long as the caller's block, with their data in a temporary folder. */
export async function temporaryStores(options: StoresOptions = {}): Promise<Stores> {
  await using cleanUp = new AsyncDisposableStack();
  const { isForgetful = false } = options;
  const folder = isForgetful ? await memoryFolder('postroom') : await mkdtemp(join(tmpdir(), 'postroom-'));
  // After a stop signal a browser may still write its profile there.
  cleanUp.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  // Under root, PostgreSQL runs as another account, which must be able to pass through.
  await chmod(folder, 0o711);

  const [database, queue] = await Promise.all([
    preparePostgres(folder, { settings: isForgetful ? forgetful : {}, isShortLived: true }),
    prepareRedis(folder, { settings: options.redisSettings ?? {} }),
  ]);
  const postgres = cleanUp.use(new SupervisedProcess(database.spec, options.reports));
  const redis = cleanUp.use(new SupervisedProcess(queue.spec, options.reports));
  await Promise.all([postgres.start(), redis.start()]);

  const kept = cleanUp.move();
  return {
    databaseUrl: database.url,
    redisUrl: queue.url,
    postgres,
    redis,
    folder,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
