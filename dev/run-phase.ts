import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { isGroup, writeGroups } from './groups.ts';
import type { Phase } from './tests.ts';
import { isFileOfGroup, TOGETHER } from './together.ts';

export interface PhaseOptions {
  readonly signal: AbortSignal;
  /** A regular expression: only tests whose names match run. */
  readonly pattern?: string | undefined;
}

export interface PhaseResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Milliseconds of each file that ended. */
  readonly durations: ReadonlyMap<string, number>;
}

const root = fileURLToPath(new URL('../', import.meta.url));

/** V8 collects test processes' garbage seldom, and on one thread: they are many and end soon. */
const rareCollection = ['--single-threaded-gc', '--max-semi-space-size=32', '--initial-old-space-size=256'];

/** Each file in a process of its own. */
const APART = { files: new Set<string>(), size: 1 };

/** Runs the test files of a phase and prints the result of each test. */
export async function runPhase(phase: Phase, options: PhaseOptions): Promise<PhaseResult> {
  const { files, concurrency, timeout, weights = new Map(), together = APART } = phase;
  // A pattern would also have to match the test that wraps a group.
  const { size, files: shared } = options.pattern === undefined ? together : APART;
  await using groups = await writeGroups(files, { files: shared, size, timeout, weights });
  const first = await runFiles({ files: [...groups.paths], concurrency, timeout: timeout * size }, options);
  const left = files.filter((file) => shared.has(file) && !first.durations.has(file));
  if (left.length === 0 || options.signal.aborted) return first;
  // The ended process is a failure already. Running the files alone shows which one caused it.
  console.log('\npostroom: a process ended before all of its test files had; those are run again, each by itself:');
  for (const file of left) console.log(`    ${relative(root, file)}`);
  return sum([first, await runFiles({ files: left, concurrency, timeout }, options)]);
}

export function sum(results: readonly PhaseResult[]): PhaseResult {
  const add = (key: 'passed' | 'failed' | 'skipped') => results.reduce((total, each) => total + each[key], 0);
  return {
    passed: add('passed'),
    failed: add('failed'),
    skipped: add('skipped'),
    durations: new Map(results.flatMap(({ durations }) => [...durations])),
  };
}

async function runFiles(
  { files, concurrency, timeout }: Phase,
  { signal, pattern }: PhaseOptions,
): Promise<PhaseResult> {
  const tests = run({
    files: [...files],
    concurrency,
    timeout,
    signal,
    // A test that never ended may have left something open; its file must not delay the others.
    forceExit: true,
    execArgv: [...rareCollection, `--import=${new URL('test-process.ts', import.meta.url)}`],
    ...(pattern === undefined ? {} : { testNamePatterns: [pattern] }),
  });
  const durations = new Map<string, number>();
  const silent = new Set(files);
  // The wrapping tests of groups do not count.
  const held = { passed: 0, failed: 0 };
  tests.on('test:complete', ({ name, nesting, file, details }) => {
    if (isFileOfGroup(file, nesting)) durations.set(resolve(root, name), details.duration_ms);
    else if (nesting === 0 && name === TOGETHER) held[details.passed ? 'passed' : 'failed'] += 1;
  });
  let result: PhaseResult = { passed: 0, failed: 0, skipped: 0, durations };
  tests.on('test:summary', ({ file, counts, success, duration_ms }) => {
    // There is one summary for each process, and one without a file for all of them.
    if (file !== undefined) {
      silent.delete(file);
      if (!isGroup(file)) durations.set(file, duration_ms);
      return;
    }
    const skipped = counts.skipped + counts.todo;
    const failed = counts.tests - counts.passed - skipped - held.failed;
    // A failing hook is no test, but still a failure.
    result = {
      passed: counts.passed - held.passed,
      skipped,
      durations,
      failed: success ? failed : Math.max(failed, 1),
    };
  });
  for await (const text of tests.compose(new spec())) process.stdout.write(text);
  if (silent.size === 0 || signal.aborted) return result;
  // A file that could not be loaded has failed as a test; nobody knows the results of any other.
  console.log('\npostroom: these did not come to their end, or it was not heard:');
  for (const file of silent) console.log(`    ${relative(root, file)}`);
  return { ...result, failed: Math.max(result.failed, silent.size) };
}
