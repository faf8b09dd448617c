import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from './io.ts';
import { readNewPassword } from './password.ts';

/** Simulates a person at a terminal who types these lines one after the other. */
async function typing(...typed: string[]): Promise<{ password: string | Error; shown: string }> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true }) as unknown as Io['stdin'] & PassThrough;
  const stderr = new PassThrough();
  const io: Io = { args: [], env: {}, stdin, stdout: new PassThrough(), stderr };
  const password = readNewPassword(io).catch((error: Error) => error);
  for (const text of typed) {
    await sleep(5);
    stdin.write(text);
  }
  return { password: await password, shown: String(stderr.read()) };
}

test('a password is typed twice and never shown', async () => {
  assert.deepEqual(await typing('p\u4f60 s', 'x\u007fecret\r', 'p你 secret\r'), {
    password: 'p你 secret',
    shown: 'New password: \nAgain: \n',
  });
});

const refused: [typed: string[], says: RegExp][] = [
  [['one\r', 'two\r'], /not the same/],
  [['\r', '\r'], /empty/],
  [['on\u0003'], /no password was given/],
  [['\u0004'], /no password was given/],
];

for (const [typed, says] of refused) {
  test(`a password is refused: ${JSON.stringify(typed)}`, async () => {
    assert.match(String((await typing(...typed)).password), says);
  });
}
