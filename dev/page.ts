import { glob, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const FOLDER = fileURLToPath(new URL('../services/webmail/', import.meta.url));

/** Builds the page (services/webmail) where it was not, or where its sources are newer. Throws when it cannot be built. */
export async function buildPage(): Promise<void> {
  const built = await changedAt(join(FOLDER, 'dist/index.html'));
  if (built > 0 && (await newestSource()) < built) return;
  await run(process.execPath, [join(FOLDER, 'node_modules/vite/bin/vite.js'), 'build', FOLDER]);
}

async function newestSource(): Promise<number> {
  let newest = 0;
  for await (const file of glob('{src,public}/**/*.*', { cwd: FOLDER }))
    newest = Math.max(newest, await changedAt(join(FOLDER, file)));
  for (const file of ['index.html', 'join.html', 'vite.config.ts', 'package.json'])
    newest = Math.max(newest, await changedAt(join(FOLDER, file)));
  return newest;
}

/** 0: it is not there. */
async function changedAt(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
