import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { acceptMail, rowsOf } from '../remote/testing.ts';
import { fileBatch } from './file-batch.ts';
import { LargeMail } from './large-mail.ts';
import { openFiling } from './testing.ts';

const bench = await openFiling(['bob@postroom.test']);
const { context } = bench;
const [bob] = bench.accounts as [number];
after(() => bench[Symbol.asyncDispose]());

const MANY_PARTS = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nabcdefghijklmn\r\n'.repeat(13_000)}--b--\r\n`;
const toBob = { recipient: 'bob@postroom.test', accountId: 0, destination: null };

async function stateOf(mailId: string): Promise<string | undefined> {
  return (await rowsOf(bench.pool, mailId))[0]?.state;
}

test('mail of many parts is filed by itself, and small mail behind it does not wait', async () => {
  const recipients = [{ ...toBob, accountId: bob }];
  const large = [];
  for (let n = 0; n < 4; n++) large.push(await acceptMail(bench.pool, recipients, { raw: MANY_PARTS }));
  const small = await acceptMail(bench.pool, recipients);
  await using filing = new LargeMail(context);

  const left = await fileBatch(
    context,
    [...large, small].flatMap(({ ids }) => ids),
  );
  assert.equal(await stateOf(small.mailId), 'delivered');
  assert.deepEqual(left.map(({ id }) => id).sort(), large.flatMap(({ ids }) => ids).sort());

  filing.add(left);
  filing.add(left);
  const next = await acceptMail(bench.pool, recipients);
  await fileBatch(context, next.ids);
  assert.equal(await stateOf(next.mailId), 'delivered');

  await filing.idle();
  for (const { mailId } of large) assert.equal(await stateOf(mailId), 'delivered');
  const { rows } = await bench.pool.query('select count(*) as count from mailbox_entries where account_id = $1', [bob]);
  assert.equal(rows[0].count, 6);
});
