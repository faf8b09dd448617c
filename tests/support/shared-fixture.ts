import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from '@postroom/testkit';
import { backstage } from './accounts.ts';
import { type Fixture, isComplaint, openFixture } from './fixture.ts';

/** What the runner tells test files about the platform it keeps for them. */
interface Shared {
  readonly platform: Fixture['platform'];
  readonly logFile: string;
}

const VARIABLE = 'TEST_PLATFORM';

/**
 * Returns a platform that other test files use too, one after the other, for files that need nothing special of it and use addresses of
 * their own. Complaints count from this call on. A file that is run by hand gets its own platform.
 */
export async function sharedFixture(): Promise<Fixture> {
  const told = process.env[VARIABLE];
  if (told === undefined) return openFixture();
  const { platform, logFile } = JSON.parse(told) as Shared;
  const stage = backstage(platform.settings.databaseUrl);
  const before = (await readFile(logFile)).length;
  return {
    platform,
    stage,
    ca: await readFile(platform.caFile, 'utf8'),
    complaints: () => readFileSync(logFile).subarray(before).toString().split('\n').filter(Boolean).filter(isComplaint),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

/** Keeps a platform for the test files that are started meanwhile. */
export async function keepSharedPlatform(): Promise<AsyncDisposable> {
  await using cleanUp = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'shared-platform-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const logFile = join(folder, 'log');
  await writeFile(logFile, '');
  const { settings, ports, caFile, adminToken } = cleanUp.use(
    // Mail from the platform itself would disturb tests that count messages.
    await startPlatform({ logFile, env: { QUARANTINE_NOTICES: 'off' } }),
  );
  const shared: Shared = { platform: { settings, ports, caFile, adminToken }, logFile };
  process.env[VARIABLE] = JSON.stringify(shared);
  cleanUp.defer(() => {
    delete process.env[VARIABLE];
  });
  return cleanUp.move();
}
