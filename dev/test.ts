// `npm test [-- path …] [-- --test-name-pattern=…]`: every test, or those below the given paths, on a Postgres and a Redis
// of their own. Ends with the slowest files and a line "N passed, N failed".
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { compileCache } from '@postroom/launch';
import { keepSharedPlatform } from '../tests/support/shared-house.ts';
import { commandLine } from './command-line.ts';
import { buildPage } from './page.ts';
import { forgetful } from './postgres/settings.ts';
import { slowest } from './slowest.ts';
import { stopSignal } from './stop-signal.ts';
import { temporaryStores } from './temporary-stores.ts';
import { findTests, type Phase } from './tests.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const { values, operands: paths } = commandLine(
  'npm test [-- path … --test-name-pattern <regular expression>]',
  { 'test-name-pattern': { type: 'string' } },
  { operands: true },
);
const pattern = values['test-name-pattern'];
const signal = stopSignal();
// Some 350 files are run, each in a process of its own, of which most load the same sources.
process.env.NODE_COMPILE_CACHE ??= compileCache;
const durations = new Map<string, number>();
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

{
  console.log('postroom: starting PostgreSQL and Redis for the tests');
  await using stores = await temporaryStores({ settings: forgetful });
  process.env.TEST_DATABASE_URL = stores.databaseUrl;
  process.env.TEST_REDIS_URL = stores.redisUrl;
  for (const phase of await findTests(paths)) {
    if (phase.files.length === 0 || signal.aborted) continue;
    // The platform serves the page as it was built when it started.
    if (phase.sharesPlatform) await buildPage();
    await using _platform = phase.sharesPlatform ? await keepSharedPlatform() : undefined;
    await runPhase(phase);
  }
}
const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`;
if (total.passed + total.failed === 0) console.error('postroom: no test was run');
if (durations.size > 1) console.log(`\n${slowest(durations, 10)}`);
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed > 0 || total.passed === 0 || signal.aborted ? 1 : 0);

async function runPhase({ files, concurrency, timeout }: Phase): Promise<void> {
  const tests = run({
    files,
    concurrency,
    timeout,
    // A test that never ended may have left something open: its file must not keep the others waiting.
    forceExit: true,
    signal,
    ...(pattern === undefined ? {} : { testNamePatterns: [pattern] }),
  });
  tests.on('test:summary', ({ file, counts, success, duration_ms }) => {
    // One summary for each file, and one without a file for all of them.
    if (file !== undefined) {
      durations.set(file, duration_ms);
      return;
    }
    const skipped = counts.skipped + counts.todo;
    const failed = counts.tests - counts.passed - skipped;
    total.passed += counts.passed;
    total.skipped += skipped;
    // A hook that fails is no test, and a failure all the same.
    total.failed += success ? failed : Math.max(failed, 1);
  });
  const output = tests.compose(new spec());
  for await (const text of output) process.stdout.write(text);
}
