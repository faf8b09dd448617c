import { glob, readFile, stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Grouping, mayBeGrouped, type Weights } from './groups.ts';

export interface Phase {
  readonly files: string[];
  readonly concurrency: number;
  /** Milliseconds for one file. */
  readonly timeout: number;
  /** The files that share a process, and how many share one. */
  readonly together?: Omit<Grouping, 'timeout' | 'weights'>;
  /** The slowest files begin first, so that none of them runs last alone. */
  readonly weights?: Weights;
  /** Whether the files run services as processes. */
  readonly startsPlatforms?: boolean;
  /** Whether the runner keeps a platform for the files. */
  readonly sharesPlatform?: boolean;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const folders = '{packages,services,cli,dev,tests,bench}/**/*.test.ts';
/** Tests with whole platforms, which run after everything fast. */
const whole = /^(tests\/(e2e|chaos|fire)\/|dev\/start\.test)/;
/** Tests that start platforms repeatedly, kill processes, try thousands of inputs or play transcripts take longer than their size suggests. */
const long = /^(tests\/(chaos|fire)\/|dev\/start\.test)|\/transcripts\.test/;
const TIMES_AS_LONG = 20;
/** Tests that use a whole core and would slow down all others. */
const attacks = /^tests\/fire\//;

/**
 * Returns the test files below the given paths (all of them without any), in the phases in which they run, without empty ones.
 * @throws if there is no test at one of the paths
 */
export async function findTests(paths: readonly string[]): Promise<Phase[]> {
  const every: string[] = [];
  for await (const file of glob(folders, { cwd: root, exclude: ['**/node_modules/**'] }))
    every.push(resolve(root, file));
  const files = (paths.length === 0 ? every : [...new Set(paths.flatMap((path) => testsAt(path, every)))]).sort();
  const isBelow = (folders: RegExp) => (file: string) => folders.test(relative(root, file).replaceAll(sep, '/'));
  const isWhole = isBelow(whole);
  const isAttack = isBelow(attacks);
  const together = new Set(await mayBeGrouped(files));
  const quick = { concurrency: 2, timeout: 180_000, weights: await weightsOf(files, isBelow(long)) };
  const slow = { ...quick, timeout: 600_000, startsPlatforms: true };
  const sharing = new Set<string>();
  for (const file of files.filter(isWhole)) {
    if ((await readFile(file, 'utf8')).includes('await sharedFixture()')) sharing.add(file);
  }
  const phases: Phase[] = [
    { files: files.filter((file) => !isWhole(file) && !together.has(file)), ...quick },
    // These measure nothing, and sometimes wait for a disk or a key.
    {
      files: files.filter((file) => !isWhole(file) && together.has(file)),
      ...quick,
      concurrency: 3,
      together: { files: together, size: 12 },
    },
    // These wait for much of their time.
    {
      files: files.filter((file) => isWhole(file) && !isAttack(file)),
      ...slow,
      concurrency: 3,
      sharesPlatform: sharing.size > 0,
      together: { files: together.intersection(sharing), size: 3 },
    },
    { files: files.filter(isAttack), ...slow },
  ];
  return phases.filter(({ files }) => files.length > 0);
}

function testsAt(path: string, every: readonly string[]): string[] {
  const wanted = resolve(process.env.INIT_CWD ?? root, path);
  const found = every.filter((file) => file === wanted || file.startsWith(wanted + sep));
  if (found.length === 0) throw new Error(`there is no test at ${path}`);
  return found;
}

/** Estimates durations by size: that of a file, and of the files with its cases. */
async function weightsOf(files: readonly string[], isLong: (file: string) => boolean): Promise<Weights> {
  const weigh = async (file: string) => (await sizeOf(file)) * (isLong(file) ? TIMES_AS_LONG : 1);
  return new Map(await Promise.all(files.map(async (file) => [file, await weigh(file)] as const)));
}

/** Returns the octets of a test file and of the files with cases that it only imports (`import './cases/queue.testing.ts';`). */
async function sizeOf(file: string): Promise<number> {
  const text = await readFile(file, 'utf8');
  const cases = Array.from(text.matchAll(/^import '(\..+\.testing\.ts)';$/gm), ([, path = '']) => path);
  const sizes = await Promise.all(cases.map(async (path) => (await stat(resolve(dirname(file), path))).size));
  return sizes.reduce((sum, size) => sum + size, text.length);
}
