import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { insertBlobs, stageBlob } from '@postroom/blobs';
import { transaction, uuidv7 } from '@postroom/database';
import { holdSending } from '@postroom/directory';
import { claimRemote, insertMails } from '@postroom/transit';
import { testApi } from './testing.ts';

const api = await testApi();
after(() => api[Symbol.asyncDispose]());
await api.call('POST', '/domains', { name: 'stop.test' });

async function account(name: string): Promise<{ id: number; path: string }> {
  const { body } = await api.call('POST', '/accounts', { address: `${name}@stop.test`, password: 'some secret here' });
  return { id: body.id, path: `/accounts/${name}@stop.test` };
}

/** Accepts a mail of an account to another domain. */
async function send(accountId: number, destination: string, releaseAt: Date | null = null): Promise<void> {
  const blob = stageBlob(Buffer.from('Subject: hello\r\n\r\nbody\r\n'));
  const recipient = `carol@${destination}`;
  await transaction(api.pool, async (tx) => {
    await insertBlobs(tx, [blob]);
    await insertMails(tx, [
      {
        id: uuidv7(),
        blobId: blob.id,
        size: blob.size,
        reversePath: 'a@stop.test',
        source: 'submission',
        messageId: '<a@stop.test>',
        clientAddress: '192.0.2.1',
        clientName: 'laptop',
        protocol: 'ESMTPSA',
        accountId,
        releaseAt,
        deliveries: [{ id: uuidv7(), recipient, originalRecipient: recipient, destination }],
      },
    ]);
  });
}

const claimed = async (destination: string) =>
  (await claimRemote(api.pool, destination, { limit: 10, leaseMs: 60_000 })).length;
const laterOf = async (destination: string): Promise<string> =>
  (await api.call('GET', `/queue?destination=${destination}`)).body.deliveries[0].nextAttemptAt;

test('queued mail of a suspended account waits until it is resumed, and scheduled mail keeps its time', async () => {
  const { id, path } = await account('alice');
  const later = new Date(Date.now() + 3_600_000);
  await send(id, 'now.example');
  await send(id, 'later.example', later);
  await api.call('POST', `${path}/suspend`);
  const held = (await api.call('GET', '/queue')).body.deliveries;
  assert.deepEqual(
    held.map((delivery: { held: boolean }) => delivery.held),
    [true, true],
  );
  assert.equal(await claimed('now.example'), 0);
  await api.call('POST', `${path}/resume`);
  assert.equal(await claimed('now.example'), 1);
  assert.equal(await laterOf('later.example'), later.toISOString());
});

test('an account that is suspended and held sends again when both have ended, in either order', async () => {
  for (const [name, first] of [
    ['bob', 'resume'],
    ['carol', 'release'],
  ] as const) {
    const { id, path } = await account(name);
    await send(id, `${name}.example`);
    await holdSending(api.pool, id, 'more than 2 messages a day');
    await api.call('POST', `${path}/suspend`);
    const steps = [`${path}/resume`, `/sending/held/${name}@stop.test/release`];
    if (first === 'release') steps.reverse();
    await api.call('POST', steps[0] as string);
    assert.equal(await claimed(`${name}.example`), 0, `${name}: after one of them`);
    await api.call('POST', steps[1] as string);
    assert.equal(await claimed(`${name}.example`), 1, `${name}: after both`);
  }
});
