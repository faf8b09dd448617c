import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { uuidv7 } from '@postroom/database';
import { addDomain, insertAccount } from '@postroom/directory';
import { testDatabase } from '@postroom/testkit';
import { cancelQueued, insertMails, listQueue, type NewMail, type QueueListFilter } from './index.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

let ann: number;
let ben: number;
/** Ids of waiting deliveries, by a name for each case. */
const ids: Record<string, string> = {};
before(async () => {
  await addDomain(pool, 'our.test');
  ann = await insertAccount(pool, { address: 'ann@our.test', password: 'secret' });
  ben = await insertAccount(pool, { address: 'ben@our.test', password: 'secret' });
  await put('to a', { destination: 'a.test' }, { reversePath: 'ann@our.test', accountId: ann });
  await put('to b', { destination: 'b.test' }, { reversePath: 'Stranger@else.test' });
  await put('held', { destination: 'b.test' }, { reversePath: '' });
  await put('over', { destination: 'b.test' });
  await put('to ann', { accountId: ann }, { reversePath: 'ben@our.test', accountId: ben });
  await put('last', { destination: 'a.test' });
  await pool.query("update deliveries set attempts = 2, last_reply = '450 Greylisted' where id = $1", [ids['to b']]);
  await pool.query("update deliveries set next_attempt_at = '9999-01-01Z' where id = $1", [ids.held]);
  await cancelQueued(pool, ids.over as string);
});

async function put(name: string, to: { destination?: string; accountId?: number }, mail: Partial<NewMail> = {}) {
  const id = uuidv7();
  ids[name] = id;
  const address = { recipient: 'x@y.test', originalRecipient: 'x@y.test' };
  await insertMails(pool, [
    {
      id: uuidv7(),
      blobId: uuidv7(),
      size: 1,
      reversePath: 'a@a.test',
      source: 'mx',
      messageId: '',
      protocol: 'ESMTP',
      deliveries: [{ id, ...address, ...to }],
      ...mail,
    },
  ]);
}

/** Returns the names of the deliveries on all pages together, however few rows each page looks at. */
async function listed(filter: QueueListFilter, limit: number, lookAt: number): Promise<string[]> {
  const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
  const found: string[] = [];
  let pages = 0;
  for (let after: string | null | undefined; after !== null; pages++) {
    const page = await listQueue(pool, filter, { after: after ?? undefined, limit, lookAt });
    assert.ok(page.deliveries.length <= limit && pages < 20);
    found.push(...page.deliveries.map(({ id }) => names.get(id) ?? id));
    after = page.next;
  }
  return found;
}

test('waiting mail is listed from oldest to newest, each once, whatever the page size', async () => {
  const cases: [QueueListFilter, string[]][] = [
    [{}, ['to a', 'to b', 'held', 'to ann', 'last']],
    [{ destination: 'A.test' }, ['to a', 'last']],
    [{ destination: 'none.test' }, []],
    [{ sender: 'stranger@else.test' }, ['to b']],
    [{ sender: '@our.test' }, ['to a', 'to ann']],
    [{ sender: '<>' }, ['held']],
    [{ accountId: ann }, ['to a', 'to ann']],
    [{ accountId: ben }, ['to ann']],
    [{ reason: 'greylisted' }, ['to b']],
    [{ state: 'new' }, ['to a', 'to ann', 'last']],
    [{ state: 'deferred' }, ['to b']],
    [{ state: 'held' }, ['held']],
    [{ state: 'held', destination: 'a.test' }, []],
    [{ olderThanSeconds: 3_600 }, []],
  ];
  for (const [filter, expected] of cases) {
    for (const limit of [1, 2, 100]) {
      for (const lookAt of [1, 2, 5, 100])
        assert.deepEqual(await listed(filter, limit, lookAt), expected, JSON.stringify({ filter, limit, lookAt }));
    }
  }
});

test('a page reads a limited number of waiting deliveries and no finished ones', async () => {
  await pool.query(
    `insert into deliveries (id, mail_id, recipient, original_recipient, destination, next_attempt_at, state)
     select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, d.mail_id, d.recipient, d.recipient, d.destination, now(),
       case when n <= 4000 then 'delivered' else 'queued' end
     from deliveries d, generate_series(1, 8000) n where d.id = $1`,
    [ids.last],
  );
  let read = 0;
  const look = (node: { Plans?: never[] } & Record<string, unknown>): void => {
    if (node['Relation Name'] === 'deliveries')
      read += Number(node['Actual Rows'] ?? 0) + Number(node['Rows Removed by Filter'] ?? 0);
    for (const plan of node.Plans ?? []) look(plan);
  };
  const explaining = {
    async query(text: string, values: unknown[]) {
      const { rows } = await pool.query(`explain (analyze, format json) ${text}`, values);
      look(rows[0]['QUERY PLAN'][0].Plan);
      return pool.query(text, values);
    },
  };
  const page = await listQueue(explaining as never, { destination: 'none.test' }, { limit: 10, lookAt: 100 });
  assert.deepEqual(page.deliveries, []);
  assert.equal(page.next, '00000000-0000-7000-8000-000000004100');
  assert.ok(read <= 200, `${read} rows were read`);
});
