import { after } from 'node:test';
import { testTranscripts } from '@postroom/testkit';
import { PASSWORD } from '../../../services/pop3-access/testing.ts';
import { isPeerWanted } from '../../support/dovecot.ts';
import { givenMessages } from './given.ts';
import { ownServer, peerServer } from './servers.ts';

const server = isPeerWanted ? await peerServer() : await ownServer();
after(() => server[Symbol.asyncDispose]());

const base64 = (text: string) => Buffer.from(text).toString('base64');

// Each transcript has its own account: $user, $password; $plain is its AUTH PLAIN response.
testTranscripts(new URL('.', import.meta.url), async () => {
  const account = await server.account();
  return {
    connect: () => server.connect(),
    supports: (need) => server.supports(need),
    given: async (condition) => account.deliver(...givenMessages(condition)),
    silence: 100,
    values: {
      user: account.address,
      password: PASSWORD,
      plain: base64(`\0${account.address}\0${PASSWORD}`),
      user64: base64(account.address),
      password64: base64(PASSWORD),
      wrong: base64(`\0${account.address}\0wrong`),
      other: base64(`bob@postroom.test\0${account.address}\0${PASSWORD}`),
    },
  };
});
