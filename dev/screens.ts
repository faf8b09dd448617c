// `npm run screens [-- name …]`: takes the pictures of the page in docs/screens again, or only the named ones: "inbox" means all pictures of
// it, "inbox-390-dark-zh" one. It makes its own platform, people and mail.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { BUNDLES } from '@postroom/launch';
import { openBrowser } from '../tests/support/browser.ts';
import { bundleServices } from './bundle/index.ts';
import { commandLine } from './command-line.ts';
import { openScreensFixture } from './screens/fixture.ts';
import { people } from './screens/people.ts';
import { type Shot, shots } from './screens/shots.ts';
import { take } from './screens/take.ts';
import { orStopped, stopSignal } from './stop-signal.ts';
import { temporaryStores } from './temporary-stores.ts';

const FOLDER = fileURLToPath(new URL('../docs/screens/', import.meta.url));

const { operands } = commandLine('npm run screens [-- inbox select-1440-dark-en …]', {}, { operands: true });
const wanted = shots.filter(
  ({ name, view }) => operands.length === 0 || operands.some((each) => each === name || each === view),
);
const unknown = operands.filter((each) => !shots.some(({ name, view }) => each === name || each === view));
if (unknown.length > 0) {
  console.error(
    `postroom: there is no picture ${unknown.join(', ')}; there are ${[...new Set(shots.map(({ view }) => view))].join(', ')}`,
  );
  process.exit(2);
}
const signal = stopSignal();

try {
  await using stack = new AsyncDisposableStack();
  await orStopped(signal, takeAll(stack, wanted));
} catch (error) {
  console.error('postroom:', signal.aborted ? 'stopped' : error);
  process.exitCode = 1;
}
process.exit();

async function takeAll(stack: AsyncDisposableStack, wanted: readonly Shot[]): Promise<void> {
  const stores = stack.use(await temporaryStores({ isForgetful: true }));
  process.env.TEST_DATABASE_URL = stores.databaseUrl;
  process.env.TEST_REDIS_URL = stores.redisUrl;
  process.env[BUNDLES] ??= await bundleServices();
  await mkdir(FOLDER, { recursive: true });
  const browser = stack.use(await openBrowser());
  const fixture = stack.use(await openScreensFixture());
  const known = await people(fixture, browser);
  for (const shot of wanted) {
    await take(browser, fixture, known, shot, FOLDER);
    console.log(`docs/screens/${shot.name}.png`);
  }
}
