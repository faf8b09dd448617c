import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findImportCycles } from './import-cycles.ts';

const packages = new Map([['@postroom/b', 'packages/b/index.ts']]);
const cycles = (files: Record<string, string>) =>
  findImportCycles(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    packages,
  );

test('files that import each other are a cycle, also by type and through a package', () => {
  assert.deepEqual(
    cycles({
      'packages/a/one.ts': "import type { Two } from './folder/two.ts';",
      'packages/a/folder/two.ts': "import { b } from '@postroom/b';",
      'packages/b/index.ts': "export { b } from './b.ts';",
      'packages/b/b.ts': "import { one } from '../a/one.ts';",
    }),
    [['packages/a/one.ts', 'packages/a/folder/two.ts', 'packages/b/index.ts', 'packages/b/b.ts', 'packages/a/one.ts']],
  );
});

test('a file imported by two others is not a cycle, and comments do not count', () => {
  const files = {
    'packages/a/one.ts': "import './three.ts';\nimport './two.ts';",
    'packages/a/two.ts': "import './three.ts';",
    'packages/a/three.ts': "// import './one.ts';\nimport fs from 'node:fs';",
  };
  assert.deepEqual(cycles(files), []);
});
