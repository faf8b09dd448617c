import { execFile } from 'node:child_process';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const scripts = fileURLToPath(new URL('./python/', import.meta.url));

/** Runs a program and returns its output. Where it is not installed, skips the test and returns undefined. */
export async function program(
  context: TestContext,
  name: string,
  ...args: readonly (string | number)[]
): Promise<string | undefined> {
  try {
    const { stdout } = await run(name, args.map(String), { maxBuffer: 64 * 1024 * 1024, timeout: 120_000 });
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    context.skip(`there is no ${name} here`);
    return undefined;
  }
}

/** Runs a script of tests/support/python, like `program`. */
export function python(
  context: TestContext,
  script: string,
  ...args: readonly (string | number)[]
): Promise<string | undefined> {
  return program(context, 'python3', `${scripts}${script}`, ...args);
}
