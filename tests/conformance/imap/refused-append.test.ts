import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setQuota } from '@postroom/directory';
import { eventually } from '../../support/eventually.ts';
import { testServer } from './server.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const server = stack.use(await testServer());

const LARGE = `Subject: large\r\n\r\n${'a line of a large message\r\n'.repeat(50_000)}`;

async function chunks(): Promise<number> {
  const { rows } = await server.store.pool.query('select count(*) as count from blob_chunks');
  return rows[0].count;
}

test('an APPEND that is over quota leaves nothing on disk', async () => {
  await server.account('full@postroom.test');
  await setQuota(server.store.pool, 'full@postroom.test', 1024);
  const wire = await server.login('full@postroom.test');
  await wire.ask(`a APPEND INBOX {${LARGE.length}+}\r\n${LARGE}`, /^a NO \[OVERQUOTA\]/);
  assert.equal(await chunks(), 0);
});

test('an APPEND whose client disconnects in the middle leaves nothing on disk', async () => {
  await server.account('gone@postroom.test');
  const wire = await server.login('gone@postroom.test');
  await wire.send(`a APPEND INBOX {${LARGE.length + 2}+}\r\n${LARGE}`);
  await eventually('a piece is stored', async () => (await chunks()) > 0);
  wire.close();
  await eventually('it is gone', async () => (await chunks()) === 0);
});
