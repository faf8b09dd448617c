import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything that affects the bundles: sources of packages and services, libraries, and the bundler's own code. */
const SOURCES = ['{packages,services}/**/*.ts', '{packages,services}/**/package.json', 'dev/bundle/*.ts'];
const OTHERS = ['**/node_modules/**', 'services/webmail/**', '**/*.test.ts'];

/**
 * Returns a hash of the contents, since file times are those of the checkout, and of the checkout's place: bundles name the files that they
 * read there (places.ts), so those of a copied checkout would serve the page of the other one.
 */
export async function fingerprint(root: string): Promise<string> {
  const files = ['pnpm-lock.yaml'];
  for await (const file of glob(SOURCES, { cwd: root, exclude: OTHERS })) files.push(file);
  files.sort();
  const hash = createHash('sha256').update(`${root}\n`);
  for (const file of files) {
    const text = await readFile(join(root, file));
    hash.update(`${file} ${text.length}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 16);
}
