import { spawn } from 'node:child_process';
import { PassThrough, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Io } from './io.ts';
import { main } from './main.ts';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

const launcher = fileURLToPath(new URL('./postroom.mjs', import.meta.url));

/** Runs the command in this process, with only the given environment. @returns what it printed */
export async function runPostroom(args: readonly string[], { env = {}, stdin = '' }: RunOptions = {}): Promise<Ran> {
  const input = new PassThrough().end(stdin) as unknown as Io['stdin'];
  const [stdout, stderr] = [new Collected(), new Collected()];
  const code = await main({ args, env, stdin: input, stdout, stderr });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Runs it in a process of its own, as a person does. That is slow, so only for tests of what comes before `main`. */
export async function spawnPostroom(args: readonly string[], { env = {}, stdin = '' }: RunOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [launcher, ...args], { env: { ...env } });
  const [stdout, stderr] = [new Collected(), new Collected()];
  child.stdout.setEncoding('utf8').pipe(stdout);
  child.stderr.setEncoding('utf8').pipe(stderr);
  // A command that refuses its arguments ends without reading its input.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Collected extends Writable {
  text = '';

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(text: string, _encoding: BufferEncoding, done: () => void): void {
    this.text += text;
    done();
  }
}
