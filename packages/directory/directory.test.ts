import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { hash } from '@node-rs/argon2';
import { isMailError, MailError } from '@postroom/types';
import { setPassword, setStatus } from './accounts.ts';
import { createAuthenticator } from './authenticator.ts';
import { addDomain, removeDomain } from './domains.ts';
import { asRead } from './joining/look-alikes.ts';
import type { LoginTries } from './login-tries.ts';
import { openDirectoryFixture } from './testing.ts';

const fixture = await openDirectoryFixture();
after(() => fixture[Symbol.asyncDispose]());
const { pool, account } = fixture;
await addDomain(pool, 'A.test');
const alice = await account('alice@a.test');
const bob = await account('bob@a.test');

test('a domain with accounts cannot be removed', async () => {
  await assert.rejects(removeDomain(pool, 'a.test'), (error) => isMailError(error, 'in-use'));
});

/** Refuses a network after this many failures; a try in progress counts as one. */
function countTries(most: number): LoginTries {
  const counts = new Map<string, number>();
  const add = (network: string, more: number) => counts.set(network, (counts.get(network) ?? 0) + more);
  return {
    async begin({ network }) {
      const before = counts.get(network) ?? 0;
      if (before >= most) throw new MailError('too-many-failures', 'Too many');
      add(network, 1);
      return before;
    },
    succeeded: async ({ network }) => void add(network, -1),
    abandoned: async ({ network }) => void add(network, -1),
  };
}

test('logins are accepted or refused: right, wrong, unknown, changed, suspended, and after too many failures', async () => {
  const auth = createAuthenticator(pool, countTries(4));
  const login = (address: string, password: string, network = '192.0.2.1') =>
    auth.authenticate({ login: address, password, network });
  const { credentials, ...known } = await login('ALICE@a.test', 'secret');
  assert.deepEqual(known, { accountId: alice, address: 'alice@a.test' });
  assert.match(credentials, /^[0-9a-f]{32}$/);
  for (const [address, password] of [
    ['alice@a.test', 'wrong'],
    ['nobody@a.test', 'secret'],
    ['no address', 'secret'],
    ['bob@a.test', ''],
  ] as const) {
    await assert.rejects(login(address, password), (error) => isMailError(error, 'authentication-failed'));
  }
  await assert.rejects(login('bob@a.test', 'secret'), (error) => isMailError(error, 'too-many-failures'));
  assert.equal((await login('bob@a.test', 'secret', '192.0.2.2')).accountId, bob);
  assert.equal((await login('alice@a.test', 'secret')).accountId, alice, 'who was here lately is not locked out');
  await setPassword(pool, 'alice@a.test', 'new');
  await assert.rejects(login('alice@a.test', 'secret', '192.0.2.3'), (error) =>
    isMailError(error, 'authentication-failed'),
  );
  assert.equal((await login('alice@a.test', 'new', '192.0.2.3')).accountId, alice);
  await setStatus(pool, 'alice@a.test', 'suspended');
  await assert.rejects(login('alice@a.test', 'new', '192.0.2.3'), (error) => isMailError(error, 'account-suspended'));
});

test('simultaneous guesses count before they are checked; one right password many times at once counts once', async () => {
  const auth = createAuthenticator(pool, countTries(5));
  await setStatus(pool, 'alice@a.test', 'active');
  const guesses = await Promise.allSettled(
    Array.from({ length: 50 }, (_, n) =>
      auth.authenticate({ login: 'alice@a.test', password: `guess ${n}`, network: '192.0.2.1' }),
    ),
  );
  const codes = guesses.map((guess) => (guess.status === 'rejected' ? guess.reason.code : 'in'));
  assert.equal(codes.filter((code) => code === 'authentication-failed').length, 5);
  assert.equal(codes.filter((code) => code === 'too-many-failures').length, 45);

  const programs = Array.from({ length: 50 }, () =>
    auth.authenticate({ login: 'bob@a.test', password: 'secret', network: '192.0.2.2' }),
  );
  for (const { accountId } of await Promise.all(programs)) assert.equal(accountId, bob);
});

test('a name that mail programs normalise differently is refused, as its owner could not log in', async () => {
  for (const name of ['\uff41lice', 'ali\u00adce', 'ali\u200bce', '\ufb01ona'])
    await assert.rejects(account(`${name}@a.test`), (error) => isMailError(error, 'invalid'), name);
  await account('j\u00fcrgen@a.test'.normalize('NFD'));
});

test('a password hashed before normalisation was introduced is still accepted', async () => {
  const auth = createAuthenticator(pool, countTries(9));
  const before = await hash('gro\u00df\u00ad\u2764\ufe0f', { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  await pool.query('update accounts set password_hash = $1 where id = $2', [before, bob]);
  const login = (password: string) => auth.authenticate({ login: 'bob@a.test', password, network: '192.0.2.9' });
  assert.equal((await login('gro\u00df\u00ad\u2764\ufe0f')).accountId, bob);
  await assert.rejects(login('gro\u00df'), (error) => isMailError(error, 'authentication-failed'));
});

test('the database reads names as this package does', async () => {
  const letters = Array.from({ length: 0x600 }, (_, code) => String.fromCodePoint(code)).filter((letter) =>
    /\p{Ll}/u.test(letter),
  );
  const { rows } = await pool.query<{ letter: string; read: string }>(
    'select letter, read_as(letter) as read from unnest($1::text[]) letter',
    [letters],
  );
  assert.ok(rows.length > 500);
  for (const { letter, read } of rows) assert.equal(read, asRead(letter), letter);
});
