// Runs test files one after the other in this process, so that what they load is loaded once. Each is a suite with hooks
// and a time of its own; what fails in one leaves the others as they are.
import { relative } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** The test that all others of the process are below: Node would end the process after the first file without it. */
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

/** Whether what the runner reports from there is one of the files. */
export function isFileOfGroup(file: string | undefined, nesting: number): boolean {
  return nesting === 1 && file === fileURLToPath(import.meta.url);
}
