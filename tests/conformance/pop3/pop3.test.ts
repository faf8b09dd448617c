import { after } from 'node:test';
import { TlsStore } from '@postroom/net';
import { testTranscripts, Wire } from '@postroom/testkit';
import { certificateFor } from '../../../packages/net/testing.ts';
import { PASSWORD, startPop3 } from '../../../services/pop3-access/testing.ts';
import { givenMessages } from './given.ts';

const pop3 = await startPop3();
const tlsStore = await TlsStore.open({ pairs: [await certificateFor('pop.postroom.test')] });
const { address } = await pop3.listen({ tls: 'starttls', tlsStore });
after(async () => {
  await pop3[Symbol.asyncDispose]();
  tlsStore[Symbol.dispose]();
});

const base64 = (text: string) => Buffer.from(text).toString('base64');

// Each transcript has an account of its own: $user, $password; $plain is what AUTH PLAIN sends for it.
testTranscripts(new URL('.', import.meta.url), async () => {
  const account = await pop3.account();
  return {
    connect: () => Wire.connect({ port: address.port }),
    given: async (condition) => pop3.file(account, ...givenMessages(condition)),
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
