import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findTests } from './tests.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

test('tests are found by file and by folder, each once', async () => {
  const [phase, ...others] = await findTests([here('slowest.test.ts'), here('slowest.test.ts')]);
  assert.equal(phase?.files.length, 1);
  assert.deepEqual(others, []);
  const ofFolder = (await findTests([here('.')])).flatMap(({ files }) => files);
  assert.equal(new Set(ofFolder).size, ofFolder.length);
  assert.ok(ofFolder.includes(here('slowest.test.ts')));
});

test('a file whose cases are in other files is as heavy as they are', async () => {
  const file = here('../cli/postroom.test.ts');
  const [phase] = await findTests([file]);
  assert.ok((phase?.weights?.get(file) ?? 0) > 10_000);
});

test('a path without tests is an error, also beside others', async () => {
  await assert.rejects(findTests([here('slowest.test.ts'), here('slowest.ts')]), /there is no test at .*slowest\.ts/);
  await assert.rejects(findTests(['--test-name-pattern=x']), /there is no test at --test-name-pattern=x/);
});
