import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BlobWriter, insertBlobs } from '@postroom/blobs';
import { transaction, uuidv7 } from '@postroom/database';
import { ArrivingFacts, packFacts } from '@postroom/mailbox';
import { insertMails } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import { rowsOf } from '../remote/testing.ts';
import { fileApart, fileBatch } from './file-batch.ts';
import { type Filing, openFiling } from './testing.ts';

let bench: Filing;
let context: WorkerContext;
before(async () => {
  bench = await openFiling(['ann@postroom.test', 'bob@postroom.test']);
  ({ context } = bench);
});
after(() => bench[Symbol.asyncDispose]());

const RAW = Buffer.from(
  `Subject: a large one\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${`${'QUJD'.repeat(19)}\r\n`.repeat(5_000)}`,
);

/** Accepts a large mail for both accounts, as an intake leaves it that read its facts while it arrived. */
async function accept(change: (facts: string) => string | null = (facts) => facts) {
  const reader = new ArrivingFacts();
  await using writer = new BlobWriter(context.store, { maxBytes: 10_000_000, reader });
  await writer.write(RAW);
  const blob = await writer.finish();
  const read = reader.behind(blob.header);
  const id = uuidv7();
  const deliveries = bench.accounts.map((accountId) => ({
    id: uuidv7(),
    recipient: 'x@postroom.test',
    originalRecipient: 'x@postroom.test',
    accountId,
  }));
  const facts = change((read && packFacts(read)) ?? '');
  await transaction(bench.pool, async (tx) => {
    await insertBlobs(tx, [blob]);
    await insertMails(tx, [
      {
        id,
        blobId: blob.id,
        size: blob.size,
        reversePath: 'a@elsewhere.test',
        source: 'mx',
        messageId: '',
        protocol: 'ESMTP',
        deliveries,
        facts,
      },
    ]);
  });
  return { mailId: id, blobId: blob.id, ids: deliveries.map((delivery) => delivery.id) };
}

async function file(ids: readonly string[]): Promise<void> {
  await fileApart(context, await fileBatch(context, ids));
}

async function waits(mailId: string): Promise<boolean> {
  const { rows } = await bench.pool.query('select facts is not null as waits from accepted_mails where id = $1', [
    mailId,
  ]);
  return rows[0].waits;
}

async function subjects(blobId: string): Promise<string[]> {
  const { rows } = await bench.pool.query<{ subject: string }>('select subject from messages where blob_id = $1', [
    blobId,
  ]);
  return rows.map(({ subject }) => subject);
}

test('a large mail parsed at reception is filed without reading its body, and its facts are then removed', async () => {
  const { mailId, blobId, ids } = await accept();
  await bench.pool.query('delete from blob_chunks where blob_id = $1', [blobId]);
  await file(ids.slice(0, 1));
  assert.ok(await waits(mailId));
  await file(ids.slice(1));
  assert.ok(!(await waits(mailId)));
  assert.deepEqual(await subjects(blobId), ['a large one', 'a large one']);
  assert.deepEqual(
    (await rowsOf(bench.pool, mailId)).map(({ state }) => state),
    ['delivered', 'delivered'],
  );
});

test('a mail without facts, or with those of another release, is parsed when it is filed', async () => {
  for (const change of [() => null, () => 'no facts', (facts: string) => facts.replace(/"by":\d+/, '"by":1')]) {
    const { mailId, blobId, ids } = await accept(change);
    await file(ids);
    assert.deepEqual(await subjects(blobId), ['a large one', 'a large one']);
    assert.deepEqual(
      (await rowsOf(bench.pool, mailId)).map(({ state }) => state),
      ['delivered', 'delivered'],
    );
  }
});
