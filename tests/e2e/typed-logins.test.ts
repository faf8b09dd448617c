import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setPassword } from '@postroom/directory';
import { takenBy } from '../support/password-logins.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// One name and one password as different keyboards type them, on every protocol (decision 0320).

const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
const { ports } = fixture.platform;
const ALL = ['smtp', 'imap', 'pop3', 'jmap'];

const web = `http://127.0.0.1:${ports.HTTP_PORT}`;
const signsIn = async (login: string, password: string) => {
  const headers = { 'content-type': 'application/json', origin: web };
  const body = JSON.stringify({ login, password });
  return (await fetch(`${web}/session`, { method: 'POST', headers, body })).status;
};

test('a password set on a Mac works when typed on Windows, a phone or an input method, in every protocol', async () => {
  const jürgen = 'typed-jürgen@typed.test';
  await fixture.stage.account(jürgen);
  await setPassword(fixture.stage.pool, jürgen, 'größer ❤\ufe0f １２３'.normalize('NFD'));
  for (const password of ['größer ❤\ufe0f １２３', 'größer ❤ 123', 'größer ❤\ufe0f\u00a0123'.normalize('NFD')]) {
    assert.deepEqual(await takenBy(ports, jürgen, password), ALL, password);
    assert.equal(await signsIn(jürgen.normalize('NFD'), password), 200, password);
  }
  assert.deepEqual(await takenBy(ports, jürgen, 'grosser ❤ 123'), []);
  for (const name of [jürgen.normalize('NFD'), 'ｔｙｐｅｄ-jürgen＠typed.test', 'Typed-J\u00adÜRGEN@typed.test'])
    assert.deepEqual(await takenBy(ports, name, 'größer ❤ 123'), ALL, name);
});

test('a long password that could be set is accepted by every protocol', async () => {
  const long = 'typed-long@typed.test';
  await fixture.stage.account(long);
  const password = `${'長'.repeat(1_020)}abcd`;
  await setPassword(fixture.stage.pool, long, password);
  assert.deepEqual(await takenBy(ports, long, password), ALL);
  assert.equal(await signsIn(long, password), 200);
});
