// Runs test files one after the other in this process, so that modules are loaded only once. Each is a suite with its own hooks
// and time limit; a failure in one does not affect the others.
import { relative } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** The test that wraps all others of the process; without it Node would end the process after the first file. */
export const TOGETHER = 'files that share a process';

/** @param timeout milliseconds for each file */
export async function runTogether(files: readonly string[], timeout: number): Promise<void> {
  await test(TOGETHER, async () => {
    for (const file of files) {
      await suite(relative(root, file), { timeout }, async () => {
        await import(pathToFileURL(file).href);
      });
    }
  });
}

/** Returns whether a report of the test runner is about one of the files. */
export function isFileOfGroup(file: string | undefined, nesting: number): boolean {
  return nesting === 1 && file === fileURLToPath(import.meta.url);
}
