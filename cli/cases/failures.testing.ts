import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runPostroom, spawnPostroom } from '../testing.ts';
import { done, env, platform } from './platform.testing.ts';

test('a wrong token, a wrong server and an unreachable server are each explained', async () => {
  const run = (more: Record<string, string>) => runPostroom(['domain', 'list'], { env: { ...env, ...more } });
  const token = await run({ POSTROOM_TOKEN: 'wrong' });
  assert.equal(token.code, 1);
  assert.match(token.stderr, /^postroom: Wrong admin token for http:\/\/\S+: it was read from POSTROOM_TOKEN\n$/);
  const health = platform.process.spec.env.HEALTH_PORT;
  const other = await run({ POSTROOM_URL: `http://127.0.0.1:${health}` });
  assert.deepEqual([other.code, /is not Postroom's admin API/.test(other.stderr)], [69, true]);
  const nobody = await run({ POSTROOM_URL: 'http://127.0.0.1:1' });
  assert.equal(nobody.code, 69);
  assert.match(
    nobody.stderr,
    /^postroom: cannot reach http:\/\/127\.0\.0\.1:1 \(.*\): is Postroom running there\?.*\n$/,
  );
  const missing = await run({ POSTROOM_TOKEN_FILE: '/nowhere/token' });
  assert.deepEqual([missing.code, /no admin token in \/nowhere\/token/.test(missing.stderr)], [2, true]);
  const asJson = await spawnPostroom(['--json', 'domain', 'remove', 'nowhere.test'], { env });
  assert.deepEqual(JSON.parse(asJson.stderr), { error: 'not-found', message: 'No domain nowhere.test' });
});

test('likely mistakes are questioned: a unit, a catch-all, another target, a weak password', async () => {
  await done(['domain', 'add', 'meant.test']);
  await done(['account', 'add', 'carol@meant.test'], 'a good password');
  const refused = async (args: string[], stdin = ''): Promise<string> => {
    const { code, stderr } = await runPostroom(args, { env, stdin });
    assert.notEqual(code, 0, args.join(' '));
    return stderr;
  };
  assert.match(await refused(['account', 'quota', 'carol@meant.test', '10']), /10 of what\? Say 10M, 10G, or 10B/);
  assert.match(await done(['account', 'quota', 'carol@meant.test', '10B']), /: 10,/);
  const star = ['alias', 'add', '*@meant.test', 'carol@meant.test'];
  assert.match(await refused(star), /without a star: @meant\.test/);
  assert.match(await refused(['alias', 'add', 'Loop@meant.test', 'loop@meant.test']), /would lead back to itself/);
  await done(['alias', 'add', 'there@meant.test', 'back@meant.test']);
  const back = ['alias', 'add', 'back@meant.test', 'carol@meant.test', 'there@meant.test'];
  assert.match(await refused(back), /back@meant\.test → there@meant\.test → back@meant\.test/);
  assert.match(await refused(['account', 'passwd', 'carol@meant.test'], 'x'), /easily guessed.*--force/);
  assert.match(await refused(['account', 'add', 'd@meant.test'], 'aaaaaaaaaa'), /easily guessed/);
  await done(['account', 'passwd', 'carol@meant.test', '--force'], 'x');
});
