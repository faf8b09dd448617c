import assert from 'node:assert/strict';
import { after } from 'node:test';
import { testTranscripts, Wire } from '@postroom/testkit';
import { bringAbout, PASSWORD, testServer } from './server.ts';

const server = await testServer();
after(async () => {
  await server[Symbol.asyncDispose]();
  assert.deepEqual(server.errors, []);
});

/** From the greeting on. */
testTranscripts(new URL('./before-login', import.meta.url), async (name) => {
  const address = `${name}@postroom.test`;
  const accountId = await server.account(address);
  return {
    connect: () => Wire.connect({ port: server.port }),
    given: (condition) => bringAbout(server, accountId, address, condition),
    values: { user: address, password: PASSWORD },
  };
});

/** Every session is logged in to the same account. */
testTranscripts(new URL('./after-login', import.meta.url), async (name) => {
  const address = `${name}@postroom.test`;
  const accountId = await server.account(address);
  return {
    connect: () => server.login(address),
    given: (condition) => bringAbout(server, accountId, address, condition),
    values: { user: address },
  };
});
