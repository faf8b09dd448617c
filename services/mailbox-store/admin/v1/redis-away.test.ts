import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { transaction, uuidv7 } from '@postroom/database';
import { insertMails } from '@postroom/transit';
import { testApi } from './testing.ts';

const api = await testApi('away');
after(() => api[Symbol.asyncDispose]());

test('accounts can be managed without Redis', { timeout: 10_000 }, async () => {
  await api.call('POST', '/domains', { name: 'example.test' });
  assert.equal(
    (await api.call('POST', '/accounts', { address: 'a@example.test', password: 'some secret' })).status,
    201,
  );
  assert.equal((await api.call('DELETE', '/accounts/a@example.test')).status, 204);
});

test('a requested retry is recorded without Redis, and the sweep hands it over later', {
  timeout: 10_000,
}, async () => {
  const [mailId, id] = [uuidv7(), uuidv7()];
  const recipient = 'carol@else.example';
  await transaction(api.pool, (tx) =>
    insertMails(tx, [
      {
        id: mailId,
        blobId: uuidv7(),
        size: 1,
        reversePath: '',
        source: 'generated',
        messageId: '',
        protocol: 'ESMTP',
        deliveries: [{ id, recipient, originalRecipient: recipient, destination: 'else.example' }],
      },
    ]),
  );
  assert.deepEqual((await api.call('POST', `/queue/${id}/retry`)).body, { count: 1 });
});

test('a wrong token is still refused without Redis', { timeout: 10_000 }, async () => {
  const answer = await api.send({ url: '/api/v1/stats', headers: { authorization: 'Bearer wrong' } });
  assert.equal(answer.status, 401);
});
