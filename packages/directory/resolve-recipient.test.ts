import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isMailError } from '@postroom/types';
import { setStatus } from './accounts.ts';
import { putAlias } from './aliases.ts';
import { addDomain, setPostmaster } from './domains.ts';
import { resolveRecipient } from './resolve-recipient.ts';
import { openDirectoryFixture } from './testing.ts';

const fixture = await openDirectoryFixture();
after(() => fixture[Symbol.asyncDispose]());
const { pool, account, reached } = fixture;

await addDomain(pool, 'a.test');
await addDomain(pool, 'bücher.test');
const alice = await account('alice@a.test');
const bob = await account('bob@a.test');

test('recipients are found with or without tag or quotes, and unknown ones are reported', async () => {
  assert.deepEqual(await reached('ALICE+shop@a.test'), [alice]);
  assert.deepEqual(await reached('"alice"@a.test'), [alice]);
  assert.deepEqual(await reached('"Alice+a b"@a.test'), [alice]);
  assert.equal(await reached('nobody@a.test'), 'unknown');
  assert.equal(await reached('nonsense'), 'unknown');
  const elsewhere = { kind: 'elsewhere', domain: 'xn--mnchen-3ya.test' };
  assert.deepEqual(await resolveRecipient(pool, 'Alice@München.test'), elsewhere);
  assert.deepEqual(await resolveRecipient(pool, 'Alice@XN--mnchen-3ya.test'), elsewhere);
  assert.equal(await reached('alice@[192.0.2.1]'), 'elsewhere');
});

/** Makes a circle, as two operators can at the same moment, or somebody with `psql`. */
const leadBack = (alias: string, target: string) =>
  pool.query('update aliases set targets = targets || $2 where address = $1', [alias, [target]]);

test('aliases are followed through aliases and to other domains, and never in circles', async () => {
  await putAlias(pool, 'all@a.test', ['alice@a.test', 'bob@a.test', 'missing@a.test']);
  await putAlias(pool, 'team@a.test', ['all@a.test', 'out@elsewhere.test']);
  await leadBack('all@a.test', 'team@a.test');
  assert.deepEqual(await reached('team@a.test'), [alice, bob, 'out@elsewhere.test']);
  await putAlias(pool, 'about@a.test', ['missing@a.test']);
  await putAlias(pool, 'round@a.test', ['about@a.test']);
  await leadBack('about@a.test', 'round@a.test');
  assert.equal(await reached('round@a.test'), 'unknown');
});

test('addresses of other domains stay as they were given (RFC 5321 2.4)', async () => {
  const given = ['Case@Elsewhere.test', 'case@elsewhere.test', 'x@xn--mnchen-3ya.test', '"A b"@elsewhere.test'];
  const { targets } = await putAlias(pool, 'given@a.test', [...given, 'x@münchen.test', 'ALICE@A.test']);
  assert.deepEqual(
    targets.sort(),
    ['"A b"@elsewhere.test', ...given.slice(0, 2), 'alice@a.test', 'x@münchen.test'].sort(),
  );
  await putAlias(pool, 'given@a.test', given);
  assert.deepEqual(await reached('given@a.test'), [...given].sort());
  await putAlias(pool, 'twice@a.test', ['given@a.test', 'Case@elsewhere.test', 'CASE@elsewhere.test']);
  assert.deepEqual(((await reached('twice@a.test')) as string[]).length, 5);
});

test('an exact alias wins over the account of the untagged address, and a catch-all comes last', async () => {
  await putAlias(pool, 'alice+lists@a.test', ['bob@a.test']);
  assert.deepEqual(await reached('alice+lists@a.test'), [bob]);
  await putAlias(pool, '@bücher.test', ['alice@a.test']);
  assert.deepEqual(await reached('irgendwer@xn--bcher-kva.test'), [alice]);
});

test('a target whose domain was added later is found, even as it was given', async () => {
  await putAlias(pool, 'early@a.test', ['Early@xn--zrich-kva.test']);
  await addDomain(pool, 'zürich.test');
  assert.deepEqual(await reached('early@a.test'), 'unknown');
  assert.deepEqual(await reached('early@a.test'), 'unknown');
  const early = await account('early@zürich.test');
  assert.deepEqual(await reached('early@a.test'), [early]);
});

test('alias chains beyond the limits are refused and not cut short', async () => {
  const members = Array.from({ length: 1_000 }, (_, at) => `member${at}@a.test`);
  await putAlias(pool, 'large@a.test', members);
  for (const member of members.slice(0, 10)) await putAlias(pool, member, members.slice(10));
  await assert.rejects(reached('large@a.test'), (error) => isMailError(error, 'limit-reached'));
  for (let at = 0; at < 12; at++) await putAlias(pool, `step${at}@a.test`, [`step${at + 1}@a.test`]);
  await assert.rejects(reached('step0@a.test'), (error) => isMailError(error, 'limit-reached'));
  await putAlias(
    pool,
    'list@a.test',
    members.map((_, at) => `alice+${at}@a.test`),
  );
  assert.deepEqual(await reached('list+x@a.test'), [alice]);
});

test('postmaster always has a reader (RFC 5321 4.5.1): the named one, the catch-all, the setting, the first account', async () => {
  const hostname = 'mail.a.test';
  assert.deepEqual(await reached('Postmaster@a.test'), [alice], 'the first account of the domain');
  assert.deepEqual(await reached('postmaster', { hostname }), [alice], 'the domain that the host is in');
  assert.deepEqual(await reached('"postMaster"@mail.a.test', { hostname }), [alice]);
  assert.deepEqual(await reached('postmaster@localhost', { hostname }), [alice], 'our host, for programs on it');
  assert.deepEqual(await reached('postmaster@a.test', { postmaster: 'bob@a.test' }), [bob]);
  assert.deepEqual(await reached('postmaster@a.test', { postmaster: 'Ops@elsewhere.test' }), ['Ops@elsewhere.test']);
  assert.deepEqual(await reached('postmaster@a.test', { postmaster: 'nobody@a.test' }), [alice]);
  await setStatus(pool, 'alice@a.test', 'suspended');
  assert.deepEqual(await reached('postmaster@a.test'), [bob]);
  await setStatus(pool, 'alice@a.test', 'active');
  assert.equal(await reached('postmaster@elsewhere.test', { hostname }), 'elsewhere');

  await addDomain(pool, 'empty.test');
  assert.deepEqual(await reached('postmaster@empty.test'), [alice], 'the first account of all');
  await addDomain(pool, 'named.test', { postmaster: 'Bob@a.test' });
  assert.deepEqual(await reached('postmaster@named.test'), [bob]);
  await putAlias(pool, '@named.test', ['alice@a.test']);
  assert.deepEqual(await reached('postmaster@named.test'), [bob], 'named goes before the catch-all');
  assert.deepEqual(await reached('anybody@named.test'), [alice]);
  await setPostmaster(pool, 'named.test', null);
  assert.deepEqual(await reached('postmaster@named.test', { postmaster: 'bob@a.test' }), [alice], 'the catch-all');
  await setPostmaster(pool, 'named.test', 'gone@a.test');
  assert.deepEqual(await reached('postmaster@named.test', { postmaster: 'bob@a.test' }), [bob]);
  await putAlias(pool, 'postmaster@named.test', ['alice@a.test']);
  assert.deepEqual(await reached('postmaster@named.test'), [alice], 'an address of its own goes first');
});

test('the reader of postmaster mail also gets abuse mail, unless that address exists (RFC 2142 2)', async () => {
  await addDomain(pool, 'abuse.test', { postmaster: 'bob@a.test' });
  assert.deepEqual(await reached('Abuse@abuse.test'), [bob]);
  assert.deepEqual(await reached('abuse@a.test'), [alice]);
  assert.equal(await reached('abuse@elsewhere.test'), 'elsewhere');
  await putAlias(pool, 'abuse@abuse.test', ['alice@a.test']);
  assert.deepEqual(await reached('abuse@abuse.test'), [alice]);
});

test('without any account mail for postmaster is deferred', async () => {
  await using empty = await openDirectoryFixture();
  await assert.rejects(empty.reached('postmaster', { hostname: 'mail.a.test' }), (error) =>
    isMailError(error, 'unavailable'),
  );
});
