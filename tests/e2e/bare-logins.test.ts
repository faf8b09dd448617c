import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, describe, test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { PASSWORD } from '../support/accounts.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// Logging in with the local part alone on every protocol, as the mail programs of old customers do.

const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
const { ports } = fixture.platform;
for (const address of ['bare-single@bare-one.test', 'bare-both@bare-one.test', 'bare-both@bare-two.test']) {
  await fixture.stage.account(address);
}

interface Protocol {
  readonly name: string;
  /** Returns whether the login succeeds, for a client that knows the server by this name. */
  takes(user: string, servername: string): Promise<boolean>;
}

async function connect(port: number, servername: string, greeting: RegExp): Promise<Wire> {
  const wire = await Wire.connect({ port, tls: { servername, rejectUnauthorized: false }, timeout: 15_000 });
  await wire.expect(greeting);
  return wire;
}

const plain = (user: string): string => Buffer.from(`\0${user}\0${PASSWORD}`).toString('base64');

const protocols: readonly Protocol[] = [
  {
    name: 'IMAP',
    async takes(user, servername) {
      await using wire = await connect(ports.IMAPS_PORT, servername, /^\* OK/);
      await wire.line(`a LOGIN ${user} "${PASSWORD}"`);
      return (await wire.until(/^a /)).at(-1)?.startsWith('a OK') ?? false;
    },
  },
  {
    name: 'IMAP with STARTTLS',
    async takes(user, servername) {
      await using wire = await Wire.connect({ port: ports.IMAP_PORT, timeout: 15_000 });
      await wire.expect(/^\* OK/);
      await wire.ask('a STARTTLS', /^a OK/);
      await wire.upgrade({ servername, rejectUnauthorized: false });
      await wire.line(`b AUTHENTICATE PLAIN ${plain(user)}`);
      return (await wire.until(/^b /)).at(-1)?.startsWith('b OK') ?? false;
    },
  },
  {
    name: 'POP3',
    async takes(user, servername) {
      await using wire = await connect(ports.POP3S_PORT, servername, /^\+OK/);
      await wire.ask(`USER ${user}`, /^\+OK/);
      await wire.line(`PASS ${PASSWORD}`);
      return (await wire.readLine()).startsWith('+OK');
    },
  },
  {
    name: 'SMTP',
    async takes(user, servername) {
      await using wire = await connect(ports.SUBMISSIONS_PORT, servername, /^220 /);
      await wire.line('EHLO client.test');
      await wire.until(/^250 /);
      await wire.line(`AUTH PLAIN ${plain(user)}`);
      return (await wire.readLine()).startsWith('235');
    },
  },
  {
    name: 'SMTP with STARTTLS',
    async takes(user, servername) {
      await using wire = await Wire.connect({ port: ports.SUBMISSION_PORT, timeout: 15_000 });
      await wire.expect(/^220 /);
      await wire.line('EHLO client.test');
      await wire.until(/^250 /);
      await wire.ask('STARTTLS', /^220/);
      await wire.upgrade({ servername, rejectUnauthorized: false });
      await wire.line('EHLO client.test');
      await wire.until(/^250 /);
      await wire.line(`AUTH PLAIN ${plain(user)}`);
      return (await wire.readLine()).startsWith('235');
    },
  },
  {
    name: 'JMAP',
    takes: (user, host) =>
      new Promise((resolve, reject) => {
        const way = { port: ports.HTTP_PORT, host: '127.0.0.1', path: '/jmap/session' };
        request({ ...way, auth: `${user}:${PASSWORD}`, headers: { host } }, ({ statusCode }) => {
          resolve(statusCode === 200);
        })
          .on('error', reject)
          .end();
      }),
  },
];

// A wrong login is answered late; run at the same time, the protocols do not wait for each other.
describe('a login name without a domain is accepted where it belongs to one account only', {
  concurrency: protocols.length,
}, () => {
  for (const { name, takes } of protocols) {
    test(name, async () => {
      assert.equal(await takes('bare-single', 'localhost'), true);
      assert.equal(await takes('bare-both', 'mail.bare-two.test'), true);
      assert.equal(await takes('bare-both', 'bare-one.test'), true);
      assert.equal(await takes('bare-both', 'localhost'), false);
      assert.equal(await takes('bare-nobody', 'mail.bare-two.test'), false);
    });
  }
});
