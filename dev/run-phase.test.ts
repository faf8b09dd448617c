import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { mayBeGrouped, writeGroups } from './groups.ts';

const head = `import { after, test } from 'node:test';\n`;
const passes = `${head}test('it passes', () => {});`;

async function write(context: TestContext, files: Record<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'phase-'));
  context.after(() => rm(folder, { recursive: true }));
  const paths = Object.entries(files).map(([name, content]) => ({ path: join(folder, name), content }));
  for (const { path, content } of paths) await writeFile(path, content);
  return paths.map(({ path }) => path);
}

const runner = `import { runPhase } from ${JSON.stringify(new URL('run-phase.ts', import.meta.url).href)};
const { SLOWLY: slowly, GROUPED: grouped = 'yes' } = process.env;
const write = process.stdout.write.bind(process.stdout);
if (slowly) process.stdout.write = (text) => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); return write(text); };
const phase = { files: process.argv.slice(2), concurrency: 1, timeout: 180_000 };
if (grouped === 'yes') phase.together = { files: new Set(phase.files), size: 12 };
const result = await runPhase(phase, { signal: new AbortController().signal });
console.log(JSON.stringify({ ...result, durations: [...result.durations.keys()] }));`;

/** Runs these test files in one process; returns what was printed, the counts, and the names of the files that ended. */
async function runGrouped(context: TestContext, files: Record<string, string>, more: Record<string, string> = {}) {
  const paths = await write(context, { 'runner.mjs': runner, ...files });
  // In this context Node would run no test files.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, paths, { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'inherit'] });
  const printed = await text(child.stdout);
  const { durations, ...counts } = JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '');
  return { printed, counts, ended: durations.map((file: string) => basename(file)) as string[] };
}

test('a failure in one file of a process does not affect the others or their hooks', async (context) => {
  const { printed, counts, ended } = await runGrouped(context, {
    'a.mjs': `${head}globalThis.open = true; after(() => { globalThis.open = false; }); test('it fails', () => { throw new Error('no'); });`,
    'b.mjs': `${head}test('the file before has cleaned up', (t) => t.assert.equal(globalThis.open, false));`,
    'c.mjs': `throw new Error('it cannot be loaded');`,
    'd.mjs': `${head}test('it passes', () => {}); test('it is skipped', { skip: true }, () => {});`,
  });
  assert.deepEqual(counts, { passed: 2, failed: 1, skipped: 1 });
  assert.deepEqual(ended, ['a.mjs', 'b.mjs', 'c.mjs', 'd.mjs']);
  assert.match(printed, /✖ \S*c\.mjs[\s\S]*it cannot be loaded/);
});

test('a file that cannot be loaded, or whose hook fails, counts as a failure even if all tests pass', async (context) => {
  for (const bad of [`throw new Error('no');`, `${passes}\nafter(() => { throw new Error('no'); });`]) {
    const { counts } = await runGrouped(context, { 'a.mjs': passes, 'b.mjs': bad });
    assert.equal(counts.failed, 1);
  }
});

test('a file that ends the process is named, and the others are run without it', async (context) => {
  const { printed, counts, ended } = await runGrouped(context, {
    'a.mjs': passes,
    'b.mjs': `${head}test('it ends', () => process.exit(3));`,
    'c.mjs': passes,
  });
  assert.equal(counts.passed, 2);
  assert.ok(counts.failed > 0);
  assert.deepEqual(ended.toSorted(), ['a.mjs', 'c.mjs']);
  assert.match(printed, /✖ \S*b\.mjs/);
});

test('no result is lost if the runner reads more slowly than the tests finish', async (context) => {
  const many = `import { test } from 'node:test'; for (let at = 0; at < 600; at += 1) test('test ' + at, () => {});`;
  for (const GROUPED of ['yes', 'no']) {
    const { counts, ended } = await runGrouped(context, { 'many.mjs': many }, { SLOWLY: 'yes', GROUPED });
    assert.deepEqual(counts, { passed: 600, failed: 0, skipped: 0 });
    assert.deepEqual(ended, ['many.mjs']);
  }
});

test('a process ends with its tests, even if its thread pool has work for hours', async (context) => {
  const busy = `import { pbkdf2 } from 'node:crypto';\n${passes} pbkdf2('a', 'b', 2_000_000_000, 64, 'sha512', () => {});`;
  const { counts } = await runGrouped(context, { 'a.mjs': busy, 'b.mjs': passes });
  assert.deepEqual(counts, { passed: 2, failed: 0, skipped: 0 });
});

test('a file that reports nothing counts as a failure', async (context) => {
  const gone = `process.exit(0);`;
  const { printed, counts } = await runGrouped(context, { 'a.mjs': passes, 'gone.mjs': gone }, { GROUPED: 'no' });
  assert.equal(counts.failed, 1);
  assert.match(printed, /not heard:\n\s+\S*gone\.mjs/);
});

test('the slowest files start first, and grouped files count by their sum', async () => {
  const weights = new Map(Object.entries({ a: 1, b: 2, c: 4, d: 9, e: 3 }));
  const files = new Set(['a', 'b', 'c', 'e']);
  await using groups = await writeGroups([...weights.keys()], { files, size: 2, timeout: 1_000, weights });
  assert.deepEqual(
    groups.paths.map((path) => basename(path)),
    ['d', '2.group.mjs', '1.group.mjs'],
  );
});

test('a file that measures or changes its process runs in one of its own', async (context) => {
  const [shared, ...single] = await write(context, {
    'shared.mjs': `${passes} // process.env.SEED, process.pid`,
    'memory.mjs': 'process.memoryUsage();',
    'time.mjs': 'performance.now();',
    'mock.mjs': `import { mock } from 'node:test';`,
  });
  assert.deepEqual(await mayBeGrouped([shared ?? '', ...single]), [shared]);
});
