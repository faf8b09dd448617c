import { glob, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitForLock } from './install.mjs';
import { run } from './run.ts';

const FOLDER = fileURLToPath(new URL('../services/webmail/', import.meta.url));

const BUILT = join(FOLDER, 'dist');

/**
 * Builds the page (services/webmail) if it is missing or older than its sources. Builds beside the existing one and replaces it when complete,
 * so a killed build leaves nothing incomplete; the second of two simultaneous builds finds it done. Throws when it cannot be built.
 */
export async function buildPage(): Promise<void> {
  if (await isBuilt()) return;
  const lock = await waitForLock(join(FOLDER, '../../.cache'), 'page', 'making the page');
  try {
    if (await isBuilt()) return;
    const [next, last] = [`${BUILT}.next`, `${BUILT}.last`];
    const vite = join(FOLDER, 'node_modules/vite/bin/vite.js');
    await run(process.execPath, [vite, 'build', FOLDER, '--outDir', next, '--emptyOutDir']);
    await rm(last, { recursive: true, force: true });
    await rename(BUILT, last).catch(() => undefined);
    await rename(next, BUILT);
    await rm(last, { recursive: true, force: true });
  } finally {
    lock.release();
  }
}

async function isBuilt(): Promise<boolean> {
  const built = await changedAt(join(BUILT, 'index.html'));
  return built > 0 && (await newestSource()) < built;
}

async function newestSource(): Promise<number> {
  let newest = 0;
  for await (const file of glob('{src,public}/**/*.*', { cwd: FOLDER }))
    newest = Math.max(newest, await changedAt(join(FOLDER, file)));
  for (const file of ['index.html', 'join.html', 'vite.config.ts', 'package.json'])
    newest = Math.max(newest, await changedAt(join(FOLDER, file)));
  return newest;
}

/** Returns when a file was changed; 0 when it is missing. */
async function changedAt(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
