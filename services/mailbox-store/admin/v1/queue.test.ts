import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { insertBlobs, stageBlob } from '@postroom/blobs';
import { transaction, uuidv7 } from '@postroom/database';
import { claimRemote, insertEvents, insertMails, markDeferred } from '@postroom/transit';
import { testApi } from './testing.ts';

const api = await testApi();
after(() => api[Symbol.asyncDispose]());

/** Makes a mail to two recipients elsewhere; the server has deferred the first of them. */
async function waitingMail(): Promise<{ mailId: string; first: string; second: string }> {
  const [mailId, first, second] = [uuidv7(), uuidv7(), uuidv7()];
  const blob = stageBlob(Buffer.from('Subject: hello\r\n\r\nbody\r\n'));
  await transaction(api.pool, async (tx) => {
    await insertBlobs(tx, [blob]);
    const to = (id: string, recipient: string) => ({
      id,
      recipient,
      originalRecipient: recipient,
      destination: 'else.example',
    });
    await insertMails(tx, [
      {
        id: mailId,
        blobId: blob.id,
        size: blob.size,
        reversePath: 'alice@example.test',
        source: 'submission',
        messageId: `<${mailId}@example.test>`,
        clientAddress: '192.0.2.1',
        clientName: 'laptop',
        protocol: 'ESMTPSA',
        deliveries: [to(first, 'carol@else.example'), to(second, 'dave@else.example')],
      },
    ]);
    const deferred = { host: 'mx.else.example', reply: '450 4.2.0 greylisted' };
    await markDeferred(tx, [{ id: first, ...deferred, nextAttemptAt: new Date(Date.now() + 3_600_000) }]);
    await insertEvents(tx, [{ mailId, deliveryId: first, kind: 'deferred', detail: deferred }]);
  });
  return { mailId, first, second };
}

test('queued mail can be listed, shown, retried and cancelled', async () => {
  const { mailId, first, second } = await waitingMail();
  const listed = await api.call('GET', '/queue?limit=1&destination=else.example');
  assert.deepEqual([listed.body.deliveries[0].id, listed.body.next], [first, first]);
  assert.equal(listed.body.deliveries[0].lastReply, '450 4.2.0 greylisted');
  assert.equal((await api.call('GET', `/queue?after=${first}`)).body.deliveries[0].id, second);
  assert.equal((await api.call('GET', '/queue?destination=other.example')).body.deliveries.length, 0);
  const idsOf = async (query: string) =>
    (await api.call('GET', `/queue?${query}`)).body.deliveries.map(({ id }: { id: string }) => id);
  assert.deepEqual(await idsOf('state=deferred&reason=greylisted&sender=alice@example.test'), [first]);
  assert.deepEqual(await idsOf('state=new'), [second]);
  assert.deepEqual(await idsOf('state=held'), []);
  assert.deepEqual(await idsOf('olderThanSeconds=3600'), []);
  assert.equal((await api.call('GET', '/queue?account=nobody@else.example')).status, 404);
  assert.equal((await api.call('GET', '/queue?state=gone')).status, 400);
  assert.equal((await api.call('GET', `/queue/${second}`)).body.deliveries.length, 2);
  assert.equal((await api.call('GET', '/stats')).body.queue.remote, 2);

  assert.deepEqual((await api.call('POST', `/queue/${first}/retry`)).body, { count: 1 });
  assert.deepEqual((await api.call('POST', `/queue/${mailId}/retry`)).body, { count: 2 });
  assert.deepEqual((await api.call('POST', '/queue/retry')).body, { count: 2 });
  const shown = (await api.call('GET', `/queue/${mailId}`)).body.deliveries;
  assert.ok(Date.parse(shown[0].nextAttemptAt) <= Date.now());

  assert.deepEqual((await api.call('POST', `/queue/${first}/cancel`)).body, { count: 1 });
  assert.deepEqual((await api.call('POST', `/queue/${mailId}/cancel`)).body, { count: 1 });
  assert.equal((await api.call('POST', `/queue/${mailId}/cancel`)).status, 404);
  assert.equal((await api.call('POST', `/queue/${mailId}/retry`)).status, 404);
  const states = (await api.call('GET', `/queue/${mailId}`)).body.deliveries.map(
    ({ state }: { state: string }) => state,
  );
  assert.deepEqual(states, ['cancelled', 'cancelled']);
});

test('a delivery that a worker is attempting is not started a second time', async () => {
  const { mailId } = await waitingMail();
  const claim = () => claimRemote(api.pool, 'else.example', { limit: 10, leaseMs: 60_000 });
  await api.call('POST', '/queue/retry');
  const underWay = await claim();
  assert.equal(underWay.length, 2);
  assert.deepEqual((await api.call('POST', `/queue/${mailId}/retry`)).body, { count: 2 });
  assert.deepEqual(await claim(), []);

  const deferred = {
    host: 'mx.else.example',
    reply: '451 4.3.2 busy',
    nextAttemptAt: new Date(Date.now() + 3_600_000),
  };
  await transaction(api.pool, (tx) =>
    markDeferred(
      tx,
      underWay.map(({ id }) => ({ id, ...deferred })),
    ),
  );
  assert.deepEqual(await claim(), []);
  await api.call('POST', `/queue/${mailId}/retry`);
  assert.equal((await claim()).length, 2);
  await api.call('POST', `/queue/${mailId}/cancel`);
});

test('a mail is traced by its id, its Message-ID and an address', async () => {
  const { mailId } = await waitingMail();
  const [byId] = (await api.call('GET', `/trace?query=${mailId}`)).body.mails;
  assert.deepEqual(
    byId.steps.map(({ kind }: { kind: string }) => kind),
    ['accepted', 'deferred'],
  );
  assert.equal(byId.steps[1].detail.reply, '450 4.2.0 greylisted');
  for (const query of [
    `<${mailId}@example.test>`,
    `${mailId}@example.test`,
    'Dave@Else.example',
    'alice@example.test',
  ]) {
    const { mails } = (await api.call('GET', `/trace?limit=1&query=${encodeURIComponent(query)}`)).body;
    assert.deepEqual(mails[0], byId, query);
  }
  assert.deepEqual((await api.call('GET', '/trace?query=nobody@else.example')).body.mails, []);
});
