import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { collectBlobs, insertBlobs, stageBlob } from '@postroom/blobs';
import { transaction, uuidv7 } from '@postroom/database';
import { MESSAGE_USES_BLOB } from '@postroom/mailbox';
import { DELIVERY_USES_BLOB, expireQuarantined, insertMails, trimMails, trimQuarantine } from '@postroom/transit';
import { testApi } from './testing.ts';

const api = await testApi();
after(() => api[Symbol.asyncDispose]());
await api.call('POST', '/domains', { name: 'apart.test' });
await api.call('POST', '/domains', { name: 'other.test' });
const idOf = async (address: string): Promise<number> =>
  (await api.call('POST', '/accounts', { address, password: 'correct horse' })).body.id;
const alice = await idOf('alice@apart.test');
const bob = await idOf('bob@other.test');

const ALICE = { accountId: alice, recipient: 'alice@apart.test' };
const BOB = { accountId: bob, recipient: 'bob@other.test' };

interface Place {
  readonly recipient: string;
  readonly accountId?: number;
  readonly destination?: string;
  readonly originalRecipient?: string;
}

/** Puts a mail into quarantine for each of the places. Returns the ids of its deliveries. */
async function keepApart(subject: string, places: readonly Place[]): Promise<string[]> {
  const blob = stageBlob(Buffer.from(`Subject: ${subject}\r\n\r\nbody\r\n`));
  const deliveries = places.map((place) => ({
    id: uuidv7(),
    originalRecipient: place.recipient,
    ...place,
    quarantine: { reason: 'it looked bad', from: 'carol@far.test', subject, isDangerous: false },
  }));
  await transaction(api.pool, async (tx) => {
    await insertBlobs(tx, [blob]);
    await insertMails(tx, [
      {
        id: uuidv7(),
        blobId: blob.id,
        size: blob.size,
        reversePath: 'carol@far.test',
        source: 'mx',
        messageId: `<${subject}@far.test>`,
        clientAddress: '192.0.2.1',
        protocol: 'ESMTP',
        deliveries,
      },
    ]);
  });
  return deliveries.map(({ id }) => id);
}

const subjects = async (query = ''): Promise<string[]> =>
  (await api.call('GET', `/quarantine?${query}`)).body.quarantined.map(({ subject }: { subject: string }) => subject);

const statesOf = async (ids: readonly string[]): Promise<string[]> =>
  (
    await api.pool.query<{ state: string }>('select state from deliveries where id = any($1::uuid[]) order by id', [
      ids,
    ])
  ).rows.map(({ state }) => state);

test('quarantined mail is listed in pages, newest first, by account and by domain', async () => {
  const [first] = await keepApart('one', [ALICE]);
  await keepApart('two', [BOB]);
  const [third] = await keepApart('three', [ALICE]);
  assert.deepEqual(await subjects(), ['three', 'two', 'one']);
  const page = (await api.call('GET', '/quarantine?limit=2&account=alice@apart.test')).body;
  assert.equal(page.next, null, 'there are two');
  const short = (await api.call('GET', '/quarantine?limit=1&account=alice@apart.test')).body;
  assert.deepEqual([short.quarantined[0].id, short.next], [third, third]);
  assert.deepEqual(await subjects(`limit=1&account=alice@apart.test&after=${third}`), ['one']);
  assert.deepEqual(await subjects('domain=other.test'), ['two']);
  assert.deepEqual(await subjects('domain=OTHER.test&limit=1'), ['two']);
  assert.equal((await api.call('GET', '/quarantine?account=nobody@apart.test')).status, 404);
  const shown = (await api.call('GET', `/quarantine/${first}`)).body;
  assert.deepEqual([shown.reason, shown.clientAddress, shown.isDangerous], ['it looked bad', '192.0.2.1', false]);
});

test('quarantined mail is released or deleted once, and is not listed in the queue', async () => {
  const [released = '', deleted = ''] = [...(await keepApart('go', [ALICE])), ...(await keepApart('stay', [ALICE]))];
  assert.equal((await api.call('GET', '/queue')).body.deliveries.length, 0);
  assert.equal((await api.call('POST', '/queue/retry')).body.count, 0);
  const asked = await Promise.all([1, 2].map(() => api.call('POST', `/quarantine/${released}/release`)));
  assert.deepEqual(asked.map(({ status }) => status).sort(), [204, 404]);
  assert.equal((await api.call('DELETE', `/quarantine/${deleted}`)).status, 204);
  assert.equal((await api.call('DELETE', `/quarantine/${deleted}`)).status, 404);
  assert.equal((await api.call('POST', `/quarantine/${deleted}/release`)).status, 404);
  assert.equal((await api.call('GET', `/quarantine/${uuidv7()}`)).status, 404);
  assert.deepEqual(await statesOf([released, deleted]), ['queued', 'cancelled']);
  assert.equal((await api.call('GET', `/queue/${released}`)).body.deliveries[0].state, 'queued');
});

test('old quarantined mail is dropped once, and that of a suspended account is kept', async () => {
  const ids = await keepApart('old', [ALICE, BOB]);
  await api.call('POST', '/accounts/bob@other.test/suspend');
  const inFuture = new Date(Date.now() + 60_000);
  const dropped = await Promise.all([1, 2, 3].map(() => expireQuarantined(api.pool, inFuture, 100)));
  const kept = await subjects();
  assert.deepEqual(kept, ['old', 'two'], 'those of bob');
  const { rows } = await api.pool.query(
    `select 1 from delivery_events where kind = 'dropped' and detail->>'reason' <> ''`,
  );
  assert.equal(
    rows.length,
    dropped.reduce((sum, count) => sum + count, 0),
  );
  await api.call('POST', '/accounts/bob@other.test/resume');
  assert.deepEqual(await statesOf(ids), ['cancelled', 'quarantined']);
});

test('over the quarantine limit the oldest mail is dropped', async () => {
  const [oldest = ''] = await keepApart('oldest', [ALICE]);
  const [newest = ''] = await keepApart('newest', [ALICE]);
  const { size } = (await api.call('GET', `/quarantine/${newest}`)).body;
  const dropped = await trimQuarantine(api.pool, { maxBytes: size + 1, maxMails: 100 }, 100);
  assert.equal(dropped, 2, 'the oldest of alice and of bob');
  assert.deepEqual(await statesOf([oldest, newest]), ['cancelled', 'quarantined']);
  await keepApart('one more', [ALICE]);
  assert.equal(await trimQuarantine(api.pool, { maxBytes: 1_000_000, maxMails: 1 }, 100), 1, 'by their number, too');
  assert.deepEqual(await statesOf([newest]), ['cancelled']);
});

test('the content of a quarantined mail is kept until its last copy is gone', async () => {
  const [hers = '', his = ''] = await keepApart('shared', [ALICE, BOB]);
  const collect = () =>
    collectBlobs(api.pool, { graceMs: -60_000, limit: 1_000, uses: [MESSAGE_USES_BLOB, DELIVERY_USES_BLOB] });
  const isThere = async () =>
    (await api.pool.query(`select 1 from blobs where convert_from(header, 'UTF8') like 'Subject: shared%'`))
      .rowCount === 1;
  await api.call('DELETE', `/quarantine/${hers}`);
  await collect();
  await trimMails(api.pool, new Date(Date.now() + 60_000), 1_000);
  assert.ok(await isThere());
  assert.deepEqual(await subjects('account=bob@other.test'), ['shared', 'old']);
  await api.call('DELETE', `/quarantine/${his}`);
  await collect();
  assert.ok(!(await isThere()));
});

test('quarantined mail is removed with its account and with its domain', async () => {
  const [hers = ''] = await keepApart('hers', [ALICE]);
  await keepApart('his', [BOB]);
  const elsewhere = { recipient: 'x@far.test', destination: 'far.test', originalRecipient: 'list@apart.test' };
  const [sentOn = ''] = await keepApart('sent on', [elsewhere]);
  assert.ok((await subjects('domain=apart.test')).includes('sent on'));
  assert.equal((await api.call('DELETE', '/accounts/alice@apart.test')).status, 204);
  assert.deepEqual(await statesOf([hers, sentOn]), ['cancelled', 'quarantined']);
  assert.equal((await api.call('DELETE', '/domains/apart.test')).status, 204);
  assert.deepEqual(await statesOf([sentOn]), ['cancelled']);
  assert.ok((await subjects()).every((subject) => ['his', 'old'].includes(subject)));
});
