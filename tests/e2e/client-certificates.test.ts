import assert from 'node:assert/strict';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { putAlias, setStatus } from '@postroom/directory';
import { startPlatform, Wire } from '@postroom/testkit';
import { newAuthority } from '../../packages/net/testing.ts';
import { backstage } from '../support/accounts.ts';

// A client with a certificate of an authority that the operator trusts logs in without a password, by SMTP, IMAP and POP3.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const authority = await newAuthority('the authority of these tests');
const stranger = await newAuthority('another authority');
const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'client-ca-')));
const file = join(folder.path, 'ca.pem');
await writeFile(file, authority.certificate);

const { ports, settings } = stack.use(
  await startPlatform({ services: ['imap-access', 'pop3-access', 'smtp-ingress'], env: { TLS_CLIENT_CA_FILE: file } }),
);
const stage = stack.use(backstage(settings.databaseUrl));
for (const name of ['alice', 'bob', 'carol']) await stage.account(`${name}@cert.test`);

type Pair = Awaited<ReturnType<typeof authority.issue>>;
const alice = await authority.issue(['Alice@cert.test']);
const both = await authority.issue(['alice@cert.test', 'bob@cert.test', 'nobody@cert.test']);

const base64Of = (text: string) => Buffer.from(text, 'latin1').toString('base64');

interface Protocol {
  readonly name: string;
  readonly port: number;
  readonly greeting: RegExp;
  /** The port where TLS begins by a command (STARTTLS). */
  readonly inside: readonly [port: number, command: string, good: RegExp];
  readonly offer: readonly [command: string, end: RegExp];
  readonly authenticate: string;
  readonly good: RegExp;
  readonly bad: RegExp;
}

const protocols: readonly Protocol[] = [
  {
    name: 'IMAP',
    port: ports.IMAPS_PORT,
    greeting: /^\* OK/,
    inside: [ports.IMAP_PORT, 's STARTTLS', /^s OK/],
    offer: ['c CAPABILITY', /^c OK/],
    authenticate: 'a AUTHENTICATE EXTERNAL',
    good: /^a OK/,
    bad: /^a NO/,
  },
  {
    name: 'POP3',
    port: ports.POP3S_PORT,
    greeting: /^\+OK/,
    inside: [ports.POP3_PORT, 'STLS', /^\+OK/],
    offer: ['CAPA', /^\.$/],
    authenticate: 'AUTH EXTERNAL',
    good: /^\+OK/,
    bad: /^-ERR/,
  },
  {
    name: 'SMTP',
    port: ports.SUBMISSIONS_PORT,
    greeting: /^220 /,
    inside: [ports.SUBMISSION_PORT, 'STARTTLS', /^220 /],
    offer: ['EHLO client.test', /^250 /],
    authenticate: 'AUTH EXTERNAL',
    good: /^235 /,
    bad: /^5(04|35) /,
  },
];

for (const { name, port, greeting, inside, offer, authenticate, good, bad } of protocols) {
  const base64 = (text: string) => (text === '' ? '=' : Buffer.from(text).toString('base64'));

  async function opened(pair: Pair | undefined): Promise<{ wire: Wire; offered: boolean }> {
    const wire = await Wire.connect({ port, timeout: 15_000, tls: { rejectUnauthorized: false, ...pair } });
    await wire.expect(greeting);
    return { wire, offered: await isOffered(wire) };
  }

  async function isOffered(wire: Wire): Promise<boolean> {
    await wire.line(offer[0]);
    return (await wire.until(offer[1])).some((line) => /\bEXTERNAL\b/.test(line));
  }

  /** Returns the answer to a login with a certificate. */
  async function answer(pair: Pair | undefined, authzid = ''): Promise<string> {
    const { wire } = await opened(pair);
    await using _closed = wire;
    await wire.line(`${authenticate} ${base64(authzid)}`);
    return (await wire.until(/^(?!\*)/)).at(-1) ?? '';
  }

  test(`${name}: a certificate logs in to the account of its address, and to no other`, async () => {
    const { wire, offered } = await opened(alice);
    await using _closed = wire;
    assert.ok(offered);
    assert.match(await answer(alice), good);
    assert.match(await answer(alice, 'ALICE@cert.test'), good);
    assert.match(await answer(alice, 'bob@cert.test'), bad);
    assert.match(await answer(await authority.issue(['nobody@cert.test'])), bad);
  });

  test(`${name}: with a certificate of several accounts the client has to name one`, async () => {
    assert.match(await answer(both), bad);
    assert.match(await answer(both, 'bob@cert.test'), good);
    assert.match(await answer(both, 'nobody@cert.test'), bad);
  });

  test(`${name}: a certificate works after STARTTLS and without an initial response`, async () => {
    const [plainPort, command, isReady] = inside;
    await using wire = await Wire.connect({ port: plainPort, timeout: 15_000 });
    await wire.expect(greeting);
    assert.ok(!(await isOffered(wire)));
    await wire.ask(command, isReady);
    await wire.upgrade({ rejectUnauthorized: false, ...alice });
    assert.ok(await isOffered(wire));
    await wire.line(authenticate);
    await wire.readLine();
    await wire.line('');
    assert.match((await wire.until(/^(?!\*)/)).at(-1) ?? '', good);
  });

  test(`${name}: without a trusted certificate EXTERNAL is not offered`, async () => {
    const ended = await authority.issue(['alice@cert.test'], { from: -20, until: -1 });
    for (const pair of [undefined, await stranger.issue(['alice@cert.test']), ended, await authority.issue([])]) {
      const { wire, offered } = await opened(pair);
      await wire[Symbol.asyncDispose]();
      assert.ok(!offered);
      assert.match(await answer(pair), name === 'POP3' ? /^-ERR/ : bad);
    }
  });
}

/** Returns IMAP's answer to EXTERNAL on a connection with these options, and the TLS session to resume. */
async function imapWith(
  tls: ConnectionOptions,
  authzid = '=',
): Promise<{ said: string; session: Buffer; isReused: boolean }> {
  await using wire = await Wire.connect({
    port: ports.IMAPS_PORT,
    timeout: 15_000,
    tls: { rejectUnauthorized: false, ...tls },
  });
  const socket = wire.socket as TLSSocket;
  await wire.expect(/^\* OK/);
  await wire.line(`a AUTHENTICATE EXTERNAL ${authzid}`);
  const said = (await wire.until(/^a /)).at(-1) ?? '';
  return { said, session: socket.getSession() ?? Buffer.alloc(0), isReused: socket.isSessionReused() };
}

test('a resumed TLS session belongs to the user who began it, whatever certificate is sent then', async () => {
  const bob = await authority.issue(['bob@cert.test']);
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const first = await imapWith({ ...alice, maxVersion });
    assert.match(first.said, /^a OK/);
    const hers = base64Of('alice@cert.test');
    const resumed = await imapWith({ ...bob, maxVersion, session: first.session }, hers);
    if (resumed.isReused) assert.match(resumed.said, /^a OK/, maxVersion);
    else assert.match(resumed.said, /^a NO/, maxVersion);
    const asBob = await imapWith({ ...bob, maxVersion, session: first.session }, base64Of('bob@cert.test'));
    assert.match(asBob.said, asBob.isReused ? /^a NO/ : /^a OK/, maxVersion);
    const nobody = await imapWith({ maxVersion });
    const later = await imapWith({ ...alice, maxVersion, session: nobody.session });
    assert.match(later.said, later.isReused ? /^a NO/ : /^a OK/, maxVersion);
  }
});

test('a subject name, an alias or a server certificate opens no account', async () => {
  await putAlias(stage.pool, 'office@cert.test', ['alice@cert.test']);
  const none = [
    authority.issue([], { name: 'alice@cert.test' }),
    authority.issue(['eve@else.test'], { name: 'alice@cert.test' }),
    authority.issue(['office@cert.test']),
    authority.issue(['alice@cert.test'], { usage: 'serverAuth' }),
    authority.issue(['alice@cert.test\0.else.test']),
    authority.issue(['alice+tag@cert.test']),
    authority.issue(['@cert.test']),
  ];
  for (const [index, pair] of none.entries()) {
    for (const authzid of ['=', base64Of('alice@cert.test')])
      assert.match((await imapWith(await pair, authzid)).said, /^a (?:NO|BAD)/, `the certificate ${index}`);
  }
});

test('a malformed authorization identity is refused, and the connection goes on', async () => {
  for (const authzid of [
    'alice@cert.test\0',
    '\0alice@cert.test',
    'alice@cert.test\r\nb NOOP',
    'x'.repeat(5_000),
    '\xff',
  ])
    assert.match(
      (await imapWith(alice, base64Of(authzid))).said,
      /^a (?:NO|BAD)/,
      JSON.stringify(authzid.slice(0, 30)),
    );
});

test('a user who is suspended is disconnected from a session opened with a certificate', async () => {
  await stage.account('dave@cert.test');
  const pair = await authority.issue(['dave@cert.test']);
  await using wire = await Wire.connect({
    port: ports.IMAPS_PORT,
    timeout: 30_000,
    tls: { rejectUnauthorized: false, ...pair },
  });
  await wire.expect(/^\* OK/);
  await wire.line('a AUTHENTICATE EXTERNAL =');
  assert.match((await wire.until(/^a /)).at(-1) ?? '', /^a OK/);
  await setStatus(stage.pool, 'dave@cert.test', 'suspended');
  await wire.until(/^\* BYE/);
});

test('a suspended user cannot log in with a certificate', async () => {
  await setStatus(stage.pool, 'carol@cert.test', 'suspended');
  const pair = await authority.issue(['carol@cert.test']);
  await using wire = await Wire.connect({ port: ports.IMAPS_PORT, tls: { rejectUnauthorized: false, ...pair } });
  await wire.expect(/^\* OK/);
  await wire.line('a AUTHENTICATE EXTERNAL =');
  assert.match((await wire.until(/^a /)).at(-1) ?? '', /^a NO/);
});
