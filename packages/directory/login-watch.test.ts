import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Queryable, transaction } from '@postroom/database';
import { changePassword, deleteAccount, setPassword, setQuota, setStatus } from './accounts.ts';
import type { Authenticated } from './authenticated.ts';
import { createAuthenticator } from './authenticator.ts';
import { addDomain } from './domains.ts';
import { issuedCredentials } from './issued-credentials.ts';
import { LoginWatch } from './login-watch.ts';
import { beginPage } from './sessions/sessions.ts';
import { openDirectoryFixture } from './testing.ts';

const fixture = await openDirectoryFixture();
after(() => fixture[Symbol.asyncDispose]());
const { pool } = fixture;
await addDomain(pool, 'a.test');

async function login(name: string): Promise<Authenticated> {
  await fixture.account(`${name}@a.test`);
  const authenticator = createAuthenticator(pool, {
    begin: async () => 0,
    succeeded: async () => {},
    abandoned: async () => {},
  });
  return authenticator.authenticate({ login: `${name}@a.test`, password: 'secret', network: '192.0.2.1' });
}

/** A watch that looks only when it is told to. */
function watch(db: Queryable = pool) {
  let notify: (accountId: number | null) => void = () => {};
  const errors: unknown[] = [];
  const notices = {
    subscribe(listener: typeof notify) {
      notify = listener;
      return () => {};
    },
  };
  const logins = new LoginWatch(db, notices, {
    everyMs: 3_600_000,
    freshMs: 0,
    onError: (error) => errors.push(error),
  });
  return { logins, errors, notify: (accountId: number | null) => notify(accountId) };
}

/** A Queryable that counts its statements. */
function counted(): Queryable & { statements: number } {
  return {
    statements: 0,
    query(...args: Parameters<Queryable['query']>) {
      this.statements++;
      return pool.query(...args);
    },
  };
}

test('a login ends when its password, status or account changes, and only then', async () => {
  const { logins, notify } = watch();
  const [one, two, three, four] = await Promise.all(['one', 'two', 'three', 'four'].map(login));
  const ended: string[] = [];
  const all = Promise.withResolvers<void>();
  const end = (name: string) => () => {
    ended.push(name);
    if (ended.length === 3) all.resolve();
  };
  logins.watch(one as Authenticated, end('one'));
  logins.watch(two as Authenticated, end('two'));
  logins.watch(three as Authenticated, end('three'));
  logins.watch(four as Authenticated, end('four'));
  await setPassword(pool, 'one@a.test', 'another');
  await setStatus(pool, 'two@a.test', 'suspended');
  await pool.query('delete from account_state where account_id = $1', [three?.accountId]);
  await deleteAccount(pool, 'three@a.test');
  await setQuota(pool, 'four@a.test', 1);
  notify(null);
  await all.promise;
  assert.deepEqual(ended.sort(), ['one', 'three', 'two']);
  assert.equal(await logins.isGood(four as Authenticated), true);
  assert.equal(await logins.isGood(one as Authenticated), false);
  assert.equal(await logins.isGood(three as Authenticated), false);
});

test('connections of the session that changes the password stay until somebody else changes it', async () => {
  const { logins, notify } = watch();
  const hugo = await login('hugo');
  const session = async (device: string): Promise<Authenticated> => {
    const { sessionId } = await beginPage(pool, hugo, { device, network: '192.0.2.1' }, 3_600);
    return { ...hugo, sessionId };
  };
  const [mine, other] = [await session('mine'), await session('other')];
  const ended: string[] = [];
  const over = new Map(['mine', 'other', 'password'].map((name) => [name, Promise.withResolvers<void>()]));
  const end = (name: string) => () => {
    ended.push(name);
    over.get(name)?.resolve();
  };
  logins.watch(mine, end('mine'));
  logins.watch(other, end('other'));
  logins.watch(hugo, end('password'));
  await transaction(pool, (tx) => changePassword(tx, hugo.address, 'another', mine.sessionId ?? null));
  notify(hugo.accountId);
  await Promise.all([over.get('other')?.promise, over.get('password')?.promise]);
  assert.equal(await logins.isGood(mine), true);
  assert.deepEqual(ended.sort(), ['other', 'password']);
  await setPassword(pool, hugo.address, 'a third');
  notify(hugo.accountId);
  await over.get('mine')?.promise;
  assert.equal(await logins.isGood(mine), false);
});

test('all sessions of a login are told once of its end, and closed ones are not', async () => {
  const { logins, notify } = watch();
  const dora = await login('dora');
  let heard = 0;
  const done = Promise.withResolvers<void>();
  const left = logins.watch(dora, () => assert.fail('left before'));
  for (let at = 0; at < 3; at++) logins.watch(dora, () => ++heard === 3 && done.resolve());
  left();
  await setPassword(pool, 'dora@a.test', 'another');
  notify(dora.accountId);
  await done.promise;
  notify(null);
  assert.equal(await logins.isGood(dora), false);
  assert.equal(heard, 3);
});

test('ten thousand logins are checked in ten queries, no logins in none, and one notice in one', async () => {
  const db = counted();
  const { logins, notify, errors } = watch(db);
  notify(null);
  assert.equal(db.statements, 0);
  const eve = await login('eve');
  const unwatch = logins.watch(eve, () => assert.fail('eve is here'));
  notify(eve.accountId + 1);
  assert.equal(db.statements, 0);
  notify(eve.accountId);
  assert.equal(db.statements, 1);
  unwatch();
  const done = Promise.withResolvers<void>();
  let ended = 0;
  for (let at = 0; at < 10_000; at++) {
    logins.watch({ ...eve, accountId: 1_000_000 + at }, () => ++ended === 10_000 && done.resolve());
  }
  db.statements = 0;
  // The number of notices in the meantime does not matter.
  for (let at = 0; at < 100; at++) notify(null);
  await done.promise;
  assert.ok(db.statements <= 11, `${db.statements} statements`);
  assert.deepEqual(errors, []);
});

test('a database outage ends no login, and isGood reports that it could not check', async () => {
  const away = { query: () => Promise.reject(new Error('away')) } as unknown as Queryable;
  const { logins, notify, errors } = watch(away);
  const fred = await login('fred');
  logins.watch(fred, () => assert.fail('ended'));
  notify(null);
  await assert.rejects(logins.isGood(fred), /away/);
  assert.equal(errors.length, 1);
});

test('a login that was just checked is not checked again for every mail', async () => {
  const db = counted();
  const logins = new LoginWatch(db, { subscribe: () => () => {} }, { onError() {} });
  const gina = await login('gina');
  logins.watch(gina, () => {});
  for (let at = 0; at < 10; at++) assert.equal(await logins.isGood(gina), true);
  assert.equal(db.statements, 0);
  logins[Symbol.dispose]();
});

test('a login with an issuer token ends at its expiry or with a suspension, and not with a password change', async () => {
  const { accountId, address } = await login('issued');
  const until = (seconds: number) => ({
    accountId,
    address,
    credentials: issuedCredentials(Math.floor(Date.now() / 1000) + seconds),
  });
  const { logins } = watch();
  assert.equal(await logins.isGood(until(60)), true);
  assert.equal(await logins.isGood(until(-1)), false);
  await setPassword(pool, address, 'another secret');
  assert.equal(await logins.isGood(until(60)), true);
  await setStatus(pool, address, 'suspended');
  assert.equal(await logins.isGood(until(60)), false);
});
