import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const run = (name: string, ...args: string[]) =>
  spawnSync(process.execPath, [new URL(`./${name}.ts`, import.meta.url).pathname, ...args], { encoding: 'utf8' });

for (const name of ['start', 'test', 'check', 'config-docs', 'demo', 'bench', 'fuzz']) {
  test(`${name}: --help prints the usage, and an unknown option is reported with it`, () => {
    const help = run(name, '--help');
    assert.deepEqual([help.status, help.stderr], [0, '']);
    assert.match(help.stdout, /^Usage: npm [^\n]+\n$/);
    const wrong = run(name, '--wrong');
    assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /^postroom: Unknown option '--wrong'\nUsage: npm [^\n]+\n$/);
  });
}
