import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isMailError } from '@postroom/types';
import { setPassword, setStatus } from './accounts.ts';
import { putAlias } from './aliases.ts';
import type { Authenticated } from './authenticated.ts';
import { type Authenticator, createAuthenticator } from './authenticator.ts';
import { addDomain, findDomainOf } from './domains.ts';
import { domainsIn } from './domains-in.ts';
import type { LoginParty } from './login-tries.ts';
import { makeScramKeys } from './scram/make-scram-keys.ts';
import { openDirectoryFixture } from './testing.ts';

const fixture = await openDirectoryFixture();
after(() => fixture[Symbol.asyncDispose]());
const { pool, account } = fixture;
for (const name of ['one.test', 'two.test', 'sub.two.test', 'bücher.test']) await addDomain(pool, name);
for (const name of ['alice@one.test', 'bob@one.test', 'bob@two.test', 'carol@bücher.test', '"d e"@one.test'])
  await account(name);
await putAlias(pool, 'alias@one.test', ['alice@one.test']);

/** Returns the login's address (or the code of the refusal), and the address under which its tries are counted. */
function who(login: string, host?: string, password = 'secret'): Promise<[string, string]> {
  return tryOut((authenticator) => authenticator.authenticate({ login, password, network: '192.0.2.1', host }));
}

/** Does the same with a token that nobody has. */
function whoByToken(login: string, host?: string): Promise<[string, string]> {
  return tryOut((authenticator) => authenticator.bearer({ login, token: 'none', network: '192.0.2.1', host }));
}

async function tryOut(work: (authenticator: Authenticator) => Promise<Authenticated>): Promise<[string, string]> {
  const parties: LoginParty[] = [];
  const note = async (party: LoginParty) => void parties.push(party);
  const begin = (party: LoginParty) => note(party).then(() => 0);
  const tries = { begin, succeeded: note, abandoned: note };
  const answer = await work(createAuthenticator(pool, tries)).then(
    ({ address }) => address,
    (error: unknown) => (isMailError(error) ? error.code : String(error)),
  );
  return [answer, parties[0]?.account ?? 'not counted'];
}

const REFUSED = 'authentication-failed';

test('a login name without a domain works if only one domain has it', async () => {
  for (const login of ['alice', 'ALICE', '"alice"'])
    assert.deepEqual(await who(login), Array(2).fill('alice@one.test'));
  assert.deepEqual(await who('carol'), Array(2).fill('carol@bücher.test'));
  assert.deepEqual(await who('"d e"'), Array(2).fill('"d e"@one.test'));
  assert.deepEqual(await who('alice', 'mail.two.test'), Array(2).fill('alice@one.test'));
  assert.deepEqual(await who('alice', undefined, 'wrong'), [REFUSED, 'alice@one.test']);
  await setStatus(pool, 'carol@bücher.test', 'suspended');
  assert.equal((await who('carol'))[0], 'account-suspended');
});

test('if several domains have the name, the host that the client connected to decides; else it is refused', async () => {
  for (const host of ['two.test', 'mail.two.test', 'IMAP.eu.TWO.test', 'sub.two.test', 'mail.sub.two.test.']) {
    assert.deepEqual(await who('bob', host), Array(2).fill('bob@two.test'), host);
  }
  assert.equal((await who('bob', 'one.test'))[0], 'bob@one.test');
  for (const host of [
    undefined,
    '',
    'three.test',
    'test',
    'nottwo.test',
    '127.0.0.1',
    '[::1]',
    'a..b',
    'x'.repeat(70_000),
  ]) {
    const [answer, counted] = await who('bob', host);
    assert.equal(answer, REFUSED, host?.slice(0, 20));
    assert.match(counted, /^bob@(?:one|two|sub\.two|bücher)\.test$/, 'as a name that is nobody’s');
  }
  assert.equal((await who('bob@two.test', 'one.test'))[0], 'bob@two.test', 'who says a domain means it');
});

test('a login name without an account is refused like a wrong password, and counts', async () => {
  const none = [
    'nobody',
    'alias',
    '',
    '@',
    '@one.test',
    'alice@',
    'alice+tag',
    'alice@none.invalid',
    'alice@one.test@',
    'a\0b',
    '%',
  ];
  for (const login of [...none, '\ud800', 'x'.repeat(100_000), '"'.repeat(10_000), '\\'.repeat(10_000)]) {
    const [answer, counted] = await who(login);
    assert.equal(answer, REFUSED, login.slice(0, 20));
    assert.ok(counted.length <= 320, login.slice(0, 20));
  }
});

test('all spellings of an unknown login count as one account, so nothing reveals which accounts exist', async () => {
  const counted = async (login: string, host?: string) => (await who(login, host))[1];
  const [, domain = ''] = (await counted('nobody')).split('@');
  assert.ok(['one.test', 'two.test', 'sub.two.test', 'bücher.test'].includes(domain), domain);
  for (const login of ['nobody', 'NoBody', '\uff4eobody', 'no\u00adbody', `nobody@${domain}`, ` nobody@${domain}`])
    assert.equal(await counted(login), `nobody@${domain}`, JSON.stringify(login));
  assert.equal(await counted('nobody', 'mail.two.test'), 'nobody@two.test');
  // Otherwise a token tried for a name, and then a password, would be counted together only for names that exist.
  for (const [login, host] of [['nobody'], ['NoBody', 'two.test'], ['alice'], ['no\u00adbody@one.test']] as const)
    assert.deepEqual(await whoByToken(login, host), [REFUSED, await counted(login, host)]);
});

test('a host belongs to the longest domain that contains it', async () => {
  assert.deepEqual(domainsIn('Mail.Example.org'), ['mail.example.org', 'example.org', 'org']);
  assert.equal(domainsIn(`${'a.'.repeat(100)}test`).length, 10);
  assert.deepEqual(domainsIn('a b'), []);
  assert.equal(await findDomainOf(pool, 'mail.sub.two.test'), 'sub.two.test');
  assert.equal(await findDomainOf(pool, 'autoconfig.xn--bcher-kva.test'), 'bücher.test');
  assert.equal(await findDomainOf(pool, 'example.org'), null);
});

test('SCRAM keys are made of the current password only, never of one that was replaced meanwhile', async () => {
  const id = await account('erin@one.test');
  const keys = async () =>
    (await pool.query('select stored_key from scram_keys where account_id = $1', [id])).rows.map(
      (row) => row.stored_key,
    );
  await setPassword(pool, 'erin@one.test', 'a second secret');
  await makeScramKeys(pool, 'erin@one.test', 'secret', assert.fail);
  await makeScramKeys(pool, 'nobody@one.test', 'secret', assert.fail);
  assert.deepEqual(await keys(), []);
  await makeScramKeys(pool, 'erin@one.test', 'a second secret', assert.fail);
  const [made] = await keys();
  assert.ok(made);
  await makeScramKeys(pool, 'erin@one.test', 'secret', assert.fail);
  assert.deepEqual(await keys(), [made]);
  const reasons: string[] = [];
  const away = { query: () => Promise.reject(Object.assign(new Error('keys'), { code: '57P01', detail: 'keys' })) };
  await makeScramKeys(away as never, 'erin@one.test', 'secret', (reason) => reasons.push(reason));
  assert.deepEqual(reasons, ['Error 57P01']);
});
