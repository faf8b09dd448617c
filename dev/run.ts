import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
}

/** Thrown when a program ends with another exit code than 0; contains what it printed. */
export class RunFailure extends Error {
  readonly said: string;
  readonly exit: { readonly code: number | null };

  constructor(program: string, said: string, code: number | null) {
    super(`"${program}" ended with ${code}:\n${said}`);
    this.said = said;
    this.exit = { code };
  }
}

/** Runs a program to its end and returns what it printed; fails with its standard error. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd ?? '/',
    env: (options.env ?? process.env) as NodeJS.ProcessEnv,
    ...(options.user ?? {}),
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  // A program that ends without reading its input is judged by its exit code.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return out;
  throw new RunFailure([command, ...args].join(' '), err.trim() || out.trim(), code);
}

/** Returns what the program printed, or undefined when it cannot be run or fails. */
export async function tryRun(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string | undefined> {
  return run(command, args, options).catch(() => undefined);
}
