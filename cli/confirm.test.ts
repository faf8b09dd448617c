import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { confirm } from './confirm.ts';
import type { Io } from './io.ts';

for (const [typed, isYes] of [
  ['y', true],
  ['Yes', true],
  ['', false],
  ['n', false],
  ['yesterday', false],
] as const) {
  test(`the answer ${JSON.stringify(typed)} confirms: ${isYes}`, async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true }) as unknown as Io['stdin'] & PassThrough;
    const stderr = new PassThrough();
    const answer = confirm({ args: [], env: {}, stdin, stdout: new PassThrough(), stderr }, 'remove it?');
    stdin.write(`${typed}\n`);
    assert.equal(await answer, isYes);
    assert.match(String(stderr.read()), /remove it\? \[y\/N\] /);
  });
}
