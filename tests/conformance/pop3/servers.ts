import { TlsStore } from '@postroom/net';
import { Wire } from '@postroom/testkit';
import { certificateFor } from '../../../packages/net/testing.ts';
import { startPop3 } from '../../../services/pop3-access/testing.ts';
import { startDovecot } from '../../support/dovecot.ts';

/** A server to play the transcripts against. */
export interface Pop3Server extends AsyncDisposable {
  connect(): Promise<Wire>;
  /** Returns whether the server offers what a `needs:` line names. */
  supports(need: string): boolean;
  account(): Promise<{ address: string; deliver(...messages: string[]): Promise<void> }>;
}

export async function ownServer(): Promise<Pop3Server> {
  const pop3 = await startPop3();
  const tlsStore = await TlsStore.open({ pairs: [await certificateFor('pop.postroom.test')] });
  const { address } = await pop3.listen({ tls: 'starttls', tlsStore });
  return {
    connect: () => Wire.connect({ port: address.port }),
    supports: () => true,
    async account() {
      const account = await pop3.account();
      return { address: account.address, deliver: (...messages) => pop3.file(account, ...messages) };
    },
    async [Symbol.asyncDispose]() {
      await pop3[Symbol.asyncDispose]();
      tlsStore[Symbol.dispose]();
    },
  };
}

export async function peerServer(): Promise<Pop3Server> {
  const dovecot = await startDovecot();
  const connect = () => Wire.connect({ port: dovecot.pop3Port });
  const offered = new Set(await capabilities(connect));
  let made = 0;
  return {
    connect,
    supports: (need) => offered.has(need),
    async account() {
      made += 1;
      const address = `user${made}@postroom.test`;
      return { address, deliver: (...messages) => dovecot.deliver(address, 'INBOX', ...messages) };
    },
    [Symbol.asyncDispose]: () => dovecot[Symbol.asyncDispose](),
  };
}

/** Returns the first word of each capability (RFC 2449 5). */
async function capabilities(connect: () => Promise<Wire>): Promise<string[]> {
  await using wire = await connect();
  await wire.expect(/^\+OK/);
  await wire.ask('CAPA', /^\+OK/);
  return (await wire.until(/^\.$/)).map((line) => line.split(' ')[0] ?? '');
}
