import { glob, readFile, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Grouping, mayBeGrouped, type Weights } from './groups.ts';

export interface Phase {
  readonly files: string[];
  readonly concurrency: number;
  /** Milliseconds for one file. */
  readonly timeout: number;
  /** Those that are run in one process, so many of them. */
  readonly together?: Omit<Grouping, 'timeout' | 'weights'>;
  /** What takes longest begins first, so that it does not go on when all else is done. */
  readonly weights?: Weights;
  /** Whether they run services as processes. */
  readonly startsPlatforms?: boolean;
  /** Whether the runner keeps a platform for them. */
  readonly sharesPlatform?: boolean;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const folders = '{packages,services,cli,dev,tests,bench}/**/*.test.ts';
/** Whole platforms come after everything quick. */
const whole = /^(tests\/(e2e|chaos|fire)\/|dev\/start\.test)/;
/** These start platforms again and again, kill, try thousands of things or play transcripts: they take longer than their size tells. */
const long = /^(tests\/(chaos|fire)\/|dev\/start\.test)|\/transcripts\.test/;
const TIMES_AS_LONG = 20;
/** These keep a core busy, and would make all others wait. */
const attacks = /^tests\/fire\//;

/** The test files below the given paths (all of them without any), in the phases in which they run. */
export async function findTests(paths: readonly string[]): Promise<Phase[]> {
  const wanted = paths.map((path) => resolve(process.env.INIT_CWD ?? root, path));
  const files: string[] = [];
  for await (const file of glob(folders, { cwd: root, exclude: ['**/node_modules/**'] })) {
    const path = resolve(root, file);
    if (wanted.length === 0 || wanted.some((want) => path === want || path.startsWith(want + sep))) files.push(path);
  }
  files.sort();
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
  return [
    { files: files.filter((file) => !isWhole(file) && !together.has(file)), ...quick },
    // These measure nothing, and wait now and then, for a disk or a key.
    {
      files: files.filter((file) => !isWhole(file) && together.has(file)),
      ...quick,
      concurrency: 3,
      together: { files: together, size: 12 },
    },
    // Much of their time they wait.
    {
      files: files.filter((file) => isWhole(file) && !isAttack(file)),
      ...slow,
      concurrency: 3,
      sharesPlatform: sharing.size > 0,
      together: { files: together.intersection(sharing), size: 3 },
    },
    { files: files.filter(isAttack), ...slow },
  ];
}

/** By its size, as a rule. */
async function weightsOf(files: readonly string[], isLong: (file: string) => boolean): Promise<Weights> {
  const weigh = async (file: string) => (await stat(file)).size * (isLong(file) ? TIMES_AS_LONG : 1);
  return new Map(await Promise.all(files.map(async (file) => [file, await weigh(file)] as const)));
}
