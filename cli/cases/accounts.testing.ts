import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spawnPostroom } from '../testing.ts';
import { done, env, lines, postroom } from './platform.testing.ts';

test('an account is added with its password from standard input', async () => {
  const alice = ['account', 'add', 'alice@example.test', '--name', '爱丽丝', '--quota', '1.5G'];
  assert.equal((await spawnPostroom(alice, { env, stdin: 'a secret\n' })).code, 0);
  await done(['account', 'add', 'bob@example.test'], 'b secret');
  assert.deepEqual(lines(await done(['account', 'list', '--domain', 'example.test'])), [
    'ADDRESS             NAME    STATUS  MESSAGES  USED  QUOTA',
    'alice@example.test  爱丽丝  active         0     0   1.5G',
    'bob@example.test            active         0     0   none',
  ]);
  assert.match(await done(['account', 'list', '--largest']), /^[^\n]*\nann@club\.test [^\n]*\nalice@/);
  assert.equal(
    await done(['account', 'passwd', 'bob@example.test'], 'c secret\r\n'),
    'password of bob@example.test changed\n',
  );
  assert.match(await done(['account', 'quota', 'bob@example.test', '500M']), /^quota of bob@example\.test: 500M/);
  assert.match(await done(['account', 'quota', 'bob@example.test', 'none']), /none/);
  await done(['account', 'suspend', 'bob@example.test']);
  assert.match(await done(['account', 'show', 'bob@example.test']), /^status +suspended$/m);
  await done(['account', 'resume', 'bob@example.test']);
  const bob = JSON.parse(await done(['account', 'show', 'bob@example.test', '--json']));
  assert.deepEqual([bob.address, bob.status, bob.quotaBytes], ['bob@example.test', 'active', null]);
  const forward = (...more: string[]) => done(['account', 'forward', 'bob@example.test', ...more]);
  assert.equal(
    await forward('--to', 'b@one.test', 'b@two.test', '--keep'),
    'mail for bob@example.test: sent on to b@one.test, b@two.test and kept here\n',
  );
  assert.match(await forward(), /sent on to b@one\.test/);
  assert.equal((await postroom(['account', 'forward', 'bob@example.test', '--keep'])).code, 2);
  assert.equal(await forward('--none'), 'mail for bob@example.test: kept here\n');
  await done(['account', 'remove', 'bob@example.test']);
  const gone = await postroom(['account', 'show', 'bob@example.test']);
  assert.deepEqual([gone.code, gone.stderr], [1, 'postroom: No account bob@example.test\n']);
});

test('invalid passwords are refused before anything happens', async () => {
  const add = ['account', 'add', 'carol@example.test'];
  assert.deepEqual(await postroom(add), { code: 2, stdout: '', stderr: 'postroom: the password is empty\n' });
  assert.equal((await postroom(add, 'one\ntwo\n')).stderr, 'postroom: standard input must be one line, the password\n');
  assert.equal((await postroom([...add, 'secret'], 'secret')).code, 2);
  assert.equal(
    (await postroom(['account', 'passwd', 'carol@example.test'], 'x')).stderr,
    'postroom: No account carol@example.test\n',
  );
});
