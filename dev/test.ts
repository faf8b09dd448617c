// `npm test [-- path … --test-name-pattern=…]`: runs every test, or those below the given paths, with a Postgres and a Redis
// of their own. Ends with the slowest files and a line "N passed, N failed".
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BUNDLES, compileCache } from '@postroom/launch';
import { keepSharedPlatform } from '../tests/support/shared-fixture.ts';
import { bundleServices } from './bundle/index.ts';
import { commandLine } from './command-line.ts';
import { buildPage } from './page.ts';
import { type PhaseResult, runPhase, sum } from './run-phase.ts';
import { slowest } from './slowest.ts';
import { stopSignal } from './stop-signal.ts';
import { temporaryStores } from './temporary-stores.ts';
import { findTests } from './tests.ts';

const { values, operands: paths } = commandLine(
  'npm test [-- path … --test-name-pattern <regular expression>]',
  { 'test-name-pattern': { type: 'string' } },
  { operands: true },
);
const pattern = values['test-name-pattern'];
const phases = await findTests(paths).catch((error: Error) => {
  console.error(`postroom: ${error.message}`);
  process.exit(2);
});
const signal = stopSignal();
// Hundreds of processes load the same sources.
process.env.NODE_COMPILE_CACHE ??= compileCache;
const results: PhaseResult[] = [];

{
  console.log('postroom: starting PostgreSQL and Redis for the tests');
  await using stores = await temporaryStores({ isForgetful: true });
  process.env.TEST_DATABASE_URL = stores.databaseUrl;
  process.env.TEST_REDIS_URL = stores.redisUrl;
  // Temporary files of tests and browsers go where the stores are, perhaps in memory.
  process.env.TMPDIR = join(stores.folder, 'tmp');
  await mkdir(process.env.TMPDIR);
  await chmod(process.env.TMPDIR, 0o1777);
  // This runs during the fast tests. The platform serves the page that exists when it starts.
  const bundles = process.env[BUNDLES];
  const prepared = Promise.all([
    phases.some(({ startsPlatforms }) => startsPlatforms) ? (bundles ?? bundleServices()) : bundles,
    phases.some(({ sharesPlatform }) => sharesPlatform) ? buildPage() : undefined,
  ]);
  // Tests that need these fail with the error.
  prepared.catch(() => undefined);
  for (const phase of phases) {
    if (signal.aborted) continue;
    if (phase.startsPlatforms) [process.env[BUNDLES]] = await prepared;
    await using _platform = phase.sharesPlatform ? await keepSharedPlatform() : undefined;
    results.push(await runPhase(phase, { signal, pattern }));
  }
}
const { passed, failed, skipped, durations } = sum(results);
if (passed + failed === 0) console.error('postroom: no test was run');
if (durations.size > 1) console.log(`\n${slowest(durations, 10)}`);
console.log(`\n${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
process.exit(failed > 0 || passed === 0 || signal.aborted ? 1 : 0);
