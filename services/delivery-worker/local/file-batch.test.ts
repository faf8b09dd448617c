import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { acceptMail, reports, rowsOf } from '../remote/testing.ts';
import { fileBatch } from './file-batch.ts';
import { openFiling } from './testing.ts';

const bench = await openFiling(['bob@postroom.test']);
const { context } = bench;
const [bob] = bench.accounts as [number];
after(() => bench[Symbol.asyncDispose]());

test('a message that the database refuses does not block the others of its batch, and is retried later', async () => {
  const mails = [];
  for (let n = 0; n < 7; n++) {
    mails.push(await acceptMail(bench.pool, [{ recipient: 'bob@postroom.test', accountId: bob, destination: null }]));
  }
  const bad = mails[4]?.mailId as string;
  await bench.pool.query(
    `create function refuse() returns trigger language plpgsql as $$ begin
       if new.blob_id = (select blob_id from accepted_mails where id = '${bad}') then raise 'not this one'; end if;
       return new;
     end $$;
     create trigger refuse before insert on messages for each row execute function refuse()`,
  );
  await fileBatch(
    context,
    mails.flatMap(({ ids }) => ids),
  );
  for (const { mailId } of mails) {
    const [row] = await rowsOf(bench.pool, mailId);
    assert.equal(row?.state, mailId === bad ? 'queued' : 'delivered');
  }
  const [row] = await rowsOf(bench.pool, bad);
  assert.deepEqual([row?.attempts, row?.last_reply], [1, '451 4.3.0 Internal error']);
  assert.ok(row && row.wait > 30, `${row?.wait}`);
});

test('RFC 2852: a late message with mode R is not filed any more, and one with mode N is', async () => {
  const at = new Date(Date.now() - 1_000);
  const states = [];
  for (const mode of ['R', 'N'] as const) {
    const to = { recipient: 'bob@postroom.test', accountId: bob, destination: null };
    const { mailId, ids } = await acceptMail(bench.pool, [to], {
      deliverBy: { at, mode },
      reversePath: 'eve@far.test',
      releaseAt: null,
    });
    await fileBatch(context, ids);
    states.push((await rowsOf(bench.pool, mailId))[0]?.state);
  }
  assert.deepEqual(states, ['failed', 'delivered']);
  const [report] = await reports(bench.pool);
  assert.match(report?.raw ?? '', /Action: failed\r\nStatus: 5\.4\.7\r\n/);
});
