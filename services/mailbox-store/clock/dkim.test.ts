import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addDomain, listDkimKeys, removeDomain } from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { KeySeal, keyOwner, keyRecord, readPrivateKey } from '@postroom/sender-auth/dkim';
import { createLogger } from '@postroom/service';
import { startDns, testDatabase } from '@postroom/testkit';
import { keepDkimKeys } from './dkim.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const { pool } = stack.use(await testDatabase());
const dns = stack.use(await startDns({}));
const seal = new KeySeal('a secret of these tests, and long enough');
const DAY = 24 * 3_600_000;

/** Runs one turn of the clock, without cached DNS answers. */
function turn(rotateMs = 0): Promise<void> {
  const resolver = createResolver({ servers: dns.address, tryMs: 200, totalMs: 400 });
  return keepDkimKeys({ pool, seal, resolver, rotateMs, log: createLogger('test', 'silent') });
}

const states = async (domain: string) =>
  (await listDkimKeys(pool, domain)).map(({ signsAt, replacedAt }) =>
    replacedAt ? 'replaced' : signsAt ? 'signing' : 'waiting',
  );

async function publish(domain: string): Promise<void> {
  const keys = await listDkimKeys(pool, domain);
  dns.zone = Object.fromEntries(keys.map((key) => [`${key.selector}._domainkey.${domain}`, { TXT: [keyRecord(key)] }]));
}

test('every domain gets a key of each algorithm, and a key signs once its record is published', async () => {
  await addDomain(pool, 'example.org');
  await turn();
  await turn();
  assert.deepEqual(await states('example.org'), ['waiting', 'waiting']);
  const keys = await listDkimKeys(pool, 'example.org');
  assert.deepEqual(keys.map(({ algorithm }) => algorithm).sort(), ['ed25519-sha256', 'rsa-sha256']);
  dns.zone = { [`${keys[0]?.selector}._domainkey.example.org`]: { TXT: ['v=DKIM1; k=rsa; p=another'] } };
  await turn();
  assert.deepEqual(await states('example.org'), ['waiting', 'waiting']);
  await publish('example.org');
  await turn();
  assert.deepEqual(await states('example.org'), ['signing', 'signing']);
});

test('old keys sign until the records of new ones are published, and stay published for a while', async () => {
  await pool.query(
    `update dkim_keys set created_at = now() - interval '200 days', signs_at = now() - interval '200 days'`,
  );
  await turn(365 * DAY);
  assert.equal((await states('example.org')).length, 2);
  await turn(180 * DAY);
  await turn(180 * DAY);
  assert.deepEqual(await states('example.org'), ['signing', 'signing', 'waiting', 'waiting']);
  await publish('example.org');
  await turn(180 * DAY);
  assert.deepEqual(await states('example.org'), ['replaced', 'replaced', 'signing', 'signing']);
  await pool.query(`update dkim_keys set replaced_at = now() - interval '15 days' where replaced_at is not null`);
  await turn(180 * DAY);
  assert.deepEqual(await states('example.org'), ['signing', 'signing']);
});

test('a stored key can be opened only with the secret and for its own domain', async () => {
  const [key] = await listDkimKeys(pool, 'example.org');
  assert.ok(key);
  const owner = keyOwner(key.domain, key.selector);
  assert.ok(readPrivateKey(seal.open(key.sealedKey, owner)).asymmetricKeyType);
  assert.throws(() => seal.open(key.sealedKey, keyOwner('other.example', key.selector)));
  assert.throws(() => new KeySeal('another secret, which is long enough as well').open(key.sealedKey, owner));
  assert.throws(() => readPrivateKey(key.sealedKey));
  await removeDomain(pool, 'example.org');
  assert.deepEqual(await listDkimKeys(pool, 'example.org'), []);
});
