import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type CrowdOptions, runCrowd } from '../../support/imap-views/crowd.ts';
import { PASSWORD, type TestServer, testServer } from './server.ts';

let server: TestServer | undefined;
after(() => server?.[Symbol.asyncDispose]());

/**
 * Larger, by hand, against servers that run (`npm start`), of which all have the same database:
 * `CROWD_PORTS=2143,3143 CROWD_LOGIN=alice@postroom.test:demo CROWD=20x500x10 SEED=7 npm test -- tests/conformance/imap/many-clients.test.ts`.
 */
async function places(): Promise<CrowdOptions['places']> {
  const { CROWD_PORTS, CROWD_LOGIN = '' } = process.env;
  const [address = '', password = ''] = CROWD_LOGIN.split(':');
  if (CROWD_PORTS !== undefined) {
    const ports = CROWD_PORTS.split(',').map(Number);
    return ports.map((port) => ({ port, address, password, mailbox: 'INBOX' })) as unknown as CrowdOptions['places'];
  }
  server = await testServer({ maxBadCommands: 1 });
  await server.account('crowd@postroom.test');
  return [{ port: server.port, address: 'crowd@postroom.test', password: PASSWORD, mailbox: 'INBOX' }];
}

const timeout = process.env.CROWD === undefined ? 180_000 : 3_600_000;

test('many clients who do anything in one mailbox are told what is true, and in the end all the same', {
  timeout,
}, async () => {
  const [clients = 4, commands = 10, checkpoints = 5] = (process.env.CROWD?.split('x') ?? []).map(Number);
  await runCrowd({ places: await places(), clients, commands, checkpoints, seed: Number(process.env.SEED ?? 1) });
  if (server) assert.deepEqual(server.errors, []);
});
