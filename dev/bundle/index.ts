import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledServices } from '@postroom/launch';
import { fingerprint } from './fingerprint.ts';
import { writeBundles } from './write.ts';

/** How many states of the sources keep their bundles: a running platform may still load parts of an old one. */
const KEPT = 4;

/**
 * Bundles the services unless that was done for these sources: one file each, and files that several share.
 * @returns the folder, in which `services/NAME/main.mjs` is the service of that name
 */
export async function bundleServices(): Promise<string> {
  const folder = join(bundledServices, await fingerprint(fileURLToPath(new URL('../../', import.meta.url))));
  await mkdir(bundledServices, { recursive: true });
  if (!(await isThere(folder))) await bundle(folder);
  const now = new Date();
  await utimes(folder, now, now);
  await removeOld();
  return folder;
}

/** Builds under another name and renames, so that an existing folder is always complete. */
async function bundle(folder: string): Promise<void> {
  const draft = await mkdtemp(`${folder}.`);
  try {
    await writeBundles(draft);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another run may have finished first.
    if (!(await isThere(folder))) throw error;
  }
}

async function removeOld(): Promise<void> {
  const names = await readdir(bundledServices);
  const folders = await Promise.all(
    names.map(async (name) => {
      const path = join(bundledServices, name);
      return { path, usedAt: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  folders.sort((one, other) => other.usedAt - one.usedAt);
  await Promise.all(folders.slice(KEPT).map(({ path }) => rm(path, { recursive: true, force: true })));
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}
