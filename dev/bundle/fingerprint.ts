import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What bundles are made from: the sources of packages and services, the libraries, and how they are made. */
const SOURCES = ['{packages,services}/**/*.ts', '{packages,services}/**/package.json', 'dev/bundle/*.ts'];
const OTHERS = ['**/node_modules/**', 'services/webmail/**', '**/*.test.ts'];

/** Of the contents, since times are those of the checkout. */
export async function fingerprint(root: string): Promise<string> {
  const files = ['pnpm-lock.yaml'];
  for await (const file of glob(SOURCES, { cwd: root, exclude: OTHERS })) files.push(file);
  files.sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const text = await readFile(join(root, file));
    hash.update(`${file} ${text.length}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 16);
}
