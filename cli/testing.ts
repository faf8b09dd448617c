import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const launcher = fileURLToPath(new URL('./postroom.mjs', import.meta.url));

/** Runs the real command, with nothing in its environment but what is given, and what it says. */
export async function runPostroom(
  args: readonly string[],
  options: { env?: Readonly<Record<string, string>>; stdin?: string; node?: string } = {},
): Promise<Ran> {
  const child = spawn(options.node ?? process.execPath, [launcher, ...args], { env: { ...options.env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A command that refuses its arguments ends without reading.
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}
