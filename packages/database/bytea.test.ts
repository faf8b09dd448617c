import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@postroom/testkit';

test('bytes come back from PostgreSQL as they were written', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  const samples = [
    Buffer.alloc(0),
    Buffer.from('plain ASCII\r\n'),
    Buffer.from('\\x41 is not hex\\\\'),
    Buffer.from('grüße 你好'),
    all,
    Buffer.concat([all, all]),
  ];
  for (const sample of samples) {
    const { rows } = await pool.query<{ bytes: Buffer }>('select $1::bytea as bytes', [sample]);
    assert.ok(rows[0]?.bytes.equals(sample), sample.toString('hex'));
  }
});
