import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { isMailError } from '@postroom/types';
import { listCertificates, MAX_CERTIFICATES, orderCertificate, removeCertificate } from './certificates.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

test('an order beyond the limit of certificates is refused, and one for an existing name is accepted', async () => {
  await pool.query(
    `insert into certificates (name, by_operator) select 'n' || n || '.test', true from generate_series(1, $1) n`,
    [MAX_CERTIFICATES],
  );
  await assert.rejects(orderCertificate(pool, 'one-more.test'), (error) => isMailError(error, 'limit-reached'));
  assert.equal((await orderCertificate(pool, 'n1.test')).name, 'n1.test');
  await removeCertificate(pool, 'n2.test');
  assert.equal((await orderCertificate(pool, 'one-more.test')).byOperator, true);
  assert.equal((await listCertificates(pool)).length, MAX_CERTIFICATES);
});
