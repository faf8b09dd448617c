import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { PASSWORD } from '../support/accounts.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// From an address and a password to mail that is read and sent: the configuration that the platform serves fits its ports.

const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
const { ports, settings } = fixture.platform;
const ADDRESS = 'newcomer@autodiscovery.test';
await fixture.stage.account(ADDRESS);

interface Server {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string;
}

/** Returns the servers of the configuration that Thunderbird gets for the address. */
async function discover(type: 'imap' | 'pop3' | 'smtp'): Promise<Server[]> {
  const url = `http://127.0.0.1:${ports.HTTP_PORT}/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=${ADDRESS}`;
  const text = await (await fetch(url)).text();
  const found = text.matchAll(
    new RegExp(`<(?:incoming|outgoing)Server type="${type}">([\\s\\S]*?)</(?:incoming|outgoing)Server>`, 'g'),
  );
  return [...found].map(([, body = '']) => {
    const value = (name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? '';
    return {
      host: value('hostname'),
      port: Number(value('port')),
      secure: value('socketType') === 'SSL',
      user: value('username').replace('%EMAILADDRESS%', ADDRESS),
    };
  });
}

test('a mail program reads and sends with the discovered settings, by implicit TLS and by STARTTLS', async () => {
  const [readers, pop3, senders] = [await discover('imap'), await discover('pop3'), await discover('smtp')];
  assert.deepEqual(
    pop3.map(({ port }) => port),
    [ports.POP3S_PORT, ports.POP3_PORT],
  );
  for (const servers of [readers, senders])
    assert.deepEqual(
      servers.map(({ secure }) => secure),
      [true, false],
    );
  for (const { host, port, secure, user } of readers) {
    assert.equal(host, settings.mailHostname);
    // DNS does not know the name here, but the certificate is for it.
    const tls = { ca: fixture.ca, servername: host };
    const auth = { user, pass: PASSWORD };
    const client = new ImapFlow({ host: '127.0.0.1', port, secure, doSTARTTLS: !secure, tls, auth, logger: false });
    await client.connect();
    assert.equal((await client.mailboxOpen('INBOX')).path, 'INBOX');
    await client.logout();
  }
  for (const { host, port, secure, user } of senders) {
    const tls = { ca: fixture.ca, servername: host };
    const auth = { user, pass: PASSWORD };
    const transport = createTransport({ host: '127.0.0.1', port, secure, requireTLS: true, tls, auth });
    await transport.verify();
    transport.close();
  }
});
