import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isMailError, MailError } from '@postroom/types';
import { deleteAccount } from '../accounts.ts';
import { createAuthenticator } from '../authenticator.ts';
import { addDomain } from '../domains.ts';
import { openDirectoryFixture } from '../testing.ts';
import { listAppPasswords, MAX_APP_PASSWORDS, makeAppPassword, trimAppPasswords } from './app-passwords.ts';

const fixture = await openDirectoryFixture();
after(() => fixture[Symbol.asyncDispose]());
const { pool, account } = fixture;
await addDomain(pool, 'a.test');

test('the number of app passwords per account is limited, and they are removed with it', async () => {
  const alice = await account('alice@a.test');
  const wanted = { name: 'x', scopes: ['imap'] as const };
  const made = [];
  for (let n = 0; n < MAX_APP_PASSWORDS; n++) made.push(await makeAppPassword(pool, alice, wanted));
  assert.equal(new Set(made.map(({ selector }) => selector)).size, MAX_APP_PASSWORDS);
  await assert.rejects(makeAppPassword(pool, alice, wanted), (error) => isMailError(error, 'limit-reached'));
  await deleteAccount(pool, 'alice@a.test');
  assert.deepEqual(await listAppPasswords(pool, alice), []);
  await assert.rejects(makeAppPassword(pool, alice, wanted), (error) => isMailError(error, 'not-found'));
});

test('a guessed app password, and one used for another protocol, count like a wrong password', async () => {
  await account('bob@a.test');
  const { rows } = await pool.query<{ id: number }>("select id from accounts where address = 'bob@a.test'");
  const bob = rows[0]?.id as number;
  const { password } = await makeAppPassword(pool, bob, { name: 'x', scopes: ['imap'] });
  let failures = 0;
  const authenticator = createAuthenticator(pool, {
    async begin() {
      if (failures >= 3) throw new MailError('too-many-failures', 'Too many');
      return failures++;
    },
    succeeded: async () => void failures--,
    abandoned: async () => void failures--,
  });
  const attempt = async (text: string, scope: 'imap' | 'pop3' = 'imap') => {
    try {
      const login = { login: 'bob@a.test', password: text, network: '192.0.2.1', scope };
      return (await authenticator.authenticate(login)).accountId;
    } catch (error) {
      if (isMailError(error)) return error.code;
      throw error;
    }
  };
  assert.equal(await attempt(password), bob);
  assert.equal(failures, 0);
  assert.equal(await attempt('abcde-abcde-abcde-abcde-abcde'), 'authentication-failed');
  assert.equal(await attempt(password, 'pop3'), 'authentication-failed');
  assert.equal(await attempt(`${password.slice(0, 6)}${'a'.repeat(20)}`), 'authentication-failed');
  assert.equal(await attempt(password), 'too-many-failures');
});

test('an IPv4 address or network may be written as IPv6', async () => {
  const dora = await account('dora@a.test');
  const networks = ['::ffff:192.0.2.7', '::FFFF:198.51.100.0/120'];
  const { password, networks: kept } = await makeAppPassword(pool, dora, { name: 'x', scopes: ['imap'], networks });
  assert.deepEqual(kept, ['192.0.2.7/32', '198.51.100.0/24']);
  const tries = { begin: async () => 0, succeeded: async () => {}, abandoned: async () => {} };
  const { authenticate } = createAuthenticator(pool, tries);
  const from = (network: string) => authenticate({ login: 'dora@a.test', password, network, scope: 'imap' });
  assert.equal((await from('192.0.2.7')).accountId, dora);
  assert.equal((await from('198.51.100.200')).accountId, dora);
  await assert.rejects(from('192.0.2.8'), (error) => isMailError(error, 'authentication-failed'));
});

test('an expired app password is listed for a month', async () => {
  const carol = await account('carol@a.test');
  const endsAt = new Date(Date.now() + 60_000);
  const names = ['long ago', 'just now'];
  for (const name of names) await makeAppPassword(pool, carol, { name, scopes: ['imap'], endsAt });
  await pool.query(
    `update app_passwords set ends_at = now() - case name when 'long ago' then interval '31 days' else interval '1 s' end
     where account_id = $1`,
    [carol],
  );
  assert.equal(await trimAppPasswords(pool, 10), 1);
  assert.deepEqual(
    (await listAppPasswords(pool, carol)).map(({ name }) => name),
    ['just now'],
  );
});
