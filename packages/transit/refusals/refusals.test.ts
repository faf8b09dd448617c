import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { findRefusals, trimRefusals } from './find.ts';
import { ELSEWHERE, Flood } from './flood.ts';
import { recordRefusals } from './record.ts';

const quiet = { info() {}, warn() {} };

test('a recorded refusal is found by every name in it', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const mailId = '019cd2f0-7b5e-7c44-a2b1-5f0d3c1e9a77';
  {
    await using refusals = recordRefusals(pool, { service: 'smtp-ingress', log: quiet });
    const client = '2001:db8::1';
    const envelope = { client, helo: 'mail.customer.example', sender: 'Boss@customer.example' };
    const told = { ...envelope, recipient: 'nobody@example.org', reply: '550 5.1.1 No such mailbox' };
    assert.equal(refusals.note({ kind: 'recipient', ...told }), true);
    refusals.note({ kind: 'message', ...envelope, mailId, reply: '550 5.7.1 spam \0 \ud800' });
    refusals.note({ kind: 'login', client: '192.0.2.1', login: 'alice@example.org', reply: 'authentication-failed' });
  }
  const found = async (query: string) => (await findRefusals(pool, query, 10)).map(({ kind }) => kind);
  assert.deepEqual(await found('NOBODY@example.org'), ['recipient']);
  assert.deepEqual(await found('boss@customer.example'), ['message', 'recipient']);
  assert.deepEqual(await found('2001:db8::1'), ['message', 'recipient']);
  assert.deepEqual(await found('2001:DB8:0::1'), ['message', 'recipient'], 'in another spelling');
  assert.deepEqual(await found('alice@example.org'), ['login']);
  assert.deepEqual(await found(mailId), ['message']);
  assert.deepEqual(await found('nobody@elsewhere.example'), []);
  await trimRefusals(pool, new Date(0), 1);
  assert.deepEqual(await found('boss@customer.example'), []);
  await trimRefusals(pool, new Date(Date.now() + 1000));
  assert.deepEqual(await found('alice@example.org'), []);
});

test('a flood of refusals is counted per network, and for very many networks together, and not written singly', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const lines: object[] = [];
  {
    const log = { info: (fields: object) => void lines.push(fields), warn: assert.fail };
    await using refusals = recordRefusals(pool, { service: 'smtp-ingress', log });
    let written = 0;
    for (let n = 0; n < 10_000; n++) {
      const refusal = { client: '192.0.2.1', recipient: `user${n}@example.org`, reply: '550 5.1.1 unknown' };
      if (refusals.note({ kind: 'recipient', ...refusal })) written++;
    }
    assert.equal(written, 10);
  }
  assert.deepEqual(lines, [{ network: '192.0.2.1', count: 9_990 }]);
  const found = await findRefusals(pool, '192.0.2.1', 100);
  assert.equal(found.length, 11);
  assert.deepEqual([found[0]?.kind, found[0]?.count], ['flood', 9_990]);

  const flood = new Flood();
  let written = 0;
  for (let n = 0; n < 100_000; n++) if (flood.admits(`network ${n}`)) written++;
  const counted = flood.nextMinute();
  assert.equal(written, 300);
  assert.ok(counted.length <= 1_001);
  assert.equal(
    counted.reduce((sum, { count }) => sum + count, 0),
    100_000 - 300,
  );
  assert.ok((counted.find(({ network }) => network === ELSEWHERE)?.count ?? 0) > 90_000);
  assert.equal(flood.admits('network 1'), true);
});

test('while the database is away refusals are not recorded and cost nothing else', async () => {
  const told: string[] = [];
  const away = { query: () => Promise.reject(new Error('away')) };
  const log = { info() {}, warn: (_fields: object, message: string) => void told.push(message) };
  {
    await using refusals = recordRefusals(away, { service: 'x', log });
    assert.equal(refusals.note({ kind: 'login', client: '192.0.2.1', reply: 'no' }), true);
  }
  assert.deepEqual(told, ['refusals could not be stored']);
});
