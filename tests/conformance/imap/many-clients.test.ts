import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { runCrowd } from '../../support/imap-views/crowd.ts';
import { PASSWORD, testServer } from './server.ts';

const server = await testServer({ maxBadCommands: 1 });
await server.account('crowd@postroom.test');
after(() => server[Symbol.asyncDispose]());

/** Small here. A script that calls runCrowd with several servers and larger numbers finds more. */
test('many clients with random commands in one mailbox get consistent updates and end with the same view', async () => {
  const place = { port: server.port, address: 'crowd@postroom.test', password: PASSWORD, mailbox: 'INBOX' };
  await runCrowd({ places: [place], clients: 4, commands: 10, checkpoints: 5, seed: 1 });
  assert.deepEqual(server.errors, []);
});
