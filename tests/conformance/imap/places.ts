import assert from 'node:assert/strict';
import { type Liberties, Wire } from '@postroom/testkit';
import { PASSWORD } from '../../support/accounts.ts';
import { startDovecot } from '../../support/dovecot.ts';
import { bringAbout, message, testServer } from './server.ts';

/** A server to play the transcripts against. */
export interface ImapPlace extends AsyncDisposable {
  connect(): Promise<Wire>;
  /** Returns whether the server offers what a `needs:` line names. */
  supports(need: string): boolean;
  account(address: string): Promise<ImapAccount>;
  readonly liberties?: Liberties;
}

export interface ImapAccount {
  readonly address: string;
  /** Sets up the condition of a `given:` line. */
  bringAbout(condition: string): Promise<void>;
}

/** RFC 3501 7: a server may send these unasked. RFC 7162 3.1.2: it may have no mod-sequences before they are asked for. */
const LIBERTIES: Liberties = {
  maySend: /^\* (?:\d+ (?:EXISTS|RECENT)$|FLAGS \(|OK \[(?:PERMANENTFLAGS|UNSEEN|CLOSED|HIGHESTMODSEQ|NOMODSEQ))/,
  mayOmit: /^\* (?:\d+ RECENT$|OK \[(?:HIGHESTMODSEQ|UNSEEN))/,
};

export async function ownPlace(): Promise<ImapPlace> {
  const server = await testServer();
  return {
    connect: () => Wire.connect({ port: server.port }),
    supports: () => true,
    async account(address) {
      const id = await server.account(address);
      return { address, bringAbout: (condition) => bringAbout(server, id, address, condition) };
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      assert.deepEqual(server.errors, []);
    },
  };
}

export async function peerPlace(): Promise<ImapPlace> {
  const dovecot = await startDovecot();
  const connect = () => Wire.connect({ port: dovecot.imapPort });
  const offered = new Set(await capabilities(connect));
  return {
    connect,
    supports: (need) => offered.has(need),
    liberties: LIBERTIES,
    async account(address) {
      return {
        address,
        async bringAbout(condition) {
          const [, mailbox] = /^mailbox (.+)$/.exec(condition) ?? [];
          const [, count, where] = /^(\d+) messages? in (.+)$/.exec(condition) ?? [];
          if (mailbox) await dovecot.createMailbox(address, mailbox);
          else if (count && where) {
            const messages = Array.from({ length: Number(count) }, (_, index) => message(index + 1));
            await dovecot.deliver(address, where, ...messages);
          } else throw new Error(`nothing here brings about for Dovecot: ${condition}`);
        },
      };
    },
    [Symbol.asyncDispose]: () => dovecot[Symbol.asyncDispose](),
  };
}

/** RFC 3501 6.1.1: asks after the login, where Dovecot lists all capabilities. */
async function capabilities(connect: () => Promise<Wire>): Promise<string[]> {
  await using wire = await connect();
  await wire.expect(/^\* OK/);
  await wire.line(`a LOGIN capability@postroom.test "${PASSWORD}"`, 'b CAPABILITY');
  const lines = await wire.until(/^b /);
  return lines.filter((line) => line.startsWith('* CAPABILITY ')).flatMap((line) => line.split(' ').slice(2));
}
