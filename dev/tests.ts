import { glob, readFile, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Grouping, mayBeGrouped } from './groups.ts';

export interface Phase {
  readonly files: string[];
  readonly concurrency: number;
  /** Milliseconds for one file. */
  readonly timeout: number;
  /** Those that are run in one process, so many of them. */
  readonly together?: Omit<Grouping, 'timeout'>;
  /** Whether they run services as processes. */
  readonly startsPlatforms?: boolean;
  /** Whether the runner keeps a platform for them. */
  readonly sharesPlatform?: boolean;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const folders = '{packages,services,cli,dev,tests,bench}/**/*.test.ts';
/** Whole platforms come after everything quick. */
const whole = /^(tests\/(e2e|chaos|fire)\/|dev\/start\.test)/;
/** What looks at how long others wait wants the machine to itself. */
const alone = /^tests\/fire\//;

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
  const isAlone = isBelow(alone);
  const together = new Set(await mayBeGrouped(files));
  const quick = { concurrency: 2, timeout: 180_000 };
  const sharing = new Set<string>();
  for (const file of files.filter(isWhole)) {
    if ((await readFile(file, 'utf8')).includes('await sharedFixture()')) sharing.add(file);
  }
  const apart = files.filter((file) => isWhole(file) && !isAlone(file));
  // Much of their time they wait.
  const slow = { concurrency: 3, timeout: 600_000, startsPlatforms: true };
  return [
    { files: await largestFirst(files.filter((file) => !isWhole(file) && !together.has(file))), ...quick },
    // These measure nothing, and wait now and then, for a disk or a key.
    {
      files: files.filter((file) => !isWhole(file) && together.has(file)),
      ...quick,
      concurrency: 3,
      together: { files: together, size: 12 },
    },
    {
      files: await largestFirst(apart),
      ...slow,
      sharesPlatform: sharing.size > 0,
      together: { files: together.intersection(sharing), size: 3 },
    },
    { files: files.filter(isAlone), ...slow, concurrency: 1 },
  ];
}

/** The largest take longest, as a rule, and what takes long must not begin when all else is done. */
async function largestFirst(files: readonly string[]): Promise<string[]> {
  const sizes = new Map(await Promise.all(files.map(async (file) => [file, (await stat(file)).size] as const)));
  return files.toSorted((one, other) => (sizes.get(other) ?? 0) - (sizes.get(one) ?? 0));
}
