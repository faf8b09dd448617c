import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { freePorts } from '@postroom/launch';
import { Wire } from '@postroom/testkit';
import { eventually } from '../support/eventually.ts';
import { openFixture } from '../support/fixture.ts';
import { program } from '../support/programs.ts';

// The PROXY protocol as HAProxy speaks it. The meaning of every header is tested in proxy-protocol.test.ts.

const PROXY = '127.0.0.5';
const CLIENT = '127.0.0.9';
const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const fixture = stack.use(await openFixture({ env: { PROXY_PROTOCOL_FROM: PROXY } }));
const { ports } = fixture.platform;
const alice = await fixture.stage.account('alice@postroom.test');
const folder = await mkdtemp(join(tmpdir(), 'haproxy-'));
stack.defer(() => rm(folder, { recursive: true }));

const doors = [
  { port: ports.SMTP_PORT, greeting: /^220 / },
  { port: ports.SUBMISSION_PORT, greeting: /^220 / },
  { port: ports.SUBMISSIONS_PORT, greeting: /^220 /, tls: true },
  { port: ports.IMAP_PORT, greeting: /^\* OK / },
  { port: ports.IMAPS_PORT, greeting: /^\* OK /, tls: true },
  { port: ports.POP3_PORT, greeting: /^\+OK/ },
  { port: ports.POP3S_PORT, greeting: /^\+OK/, tls: true },
  { port: ports.ADMIN_PORT, greeting: /^HTTP\/1\.1 200 /, ask: 'GET /api/docs HTTP/1.1\r\nHost: a\r\n\r\n' },
] as const;

/** Starts HAProxy in front of every port. Returns its ports, in the order of the doors; undefined where HAProxy is not installed. */
async function haproxy(context: TestContext, stack: AsyncDisposableStack, send: string): Promise<number[] | undefined> {
  if ((await program(context, 'haproxy', '-v')) === undefined) return undefined;
  const fronts = await freePorts(doors.length);
  const proxies = doors.map(
    ({ port }, index) => `listen door${port}
  unique-id-format %[uuid()]
  bind 127.0.0.1:${fronts[index]}
  server postroom 127.0.0.1:${port} source ${PROXY} check inter 200ms ${send}
`,
  );
  const file = join(folder, 'haproxy.cfg');
  const defaults = 'defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 30s\n  timeout server 30s\n';
  await writeFile(file, defaults + proxies.join(''));
  const child = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  stack.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  for (const port of fronts) (await eventually('HAProxy listens', () => Wire.connect({ port }))).close();
  return fronts;
}

for (const send of ['send-proxy', 'send-proxy-v2', 'send-proxy-v2 proxy-v2-options unique-id,crc32c']) {
  test(`${send}: every port is served and knows the client's address`, async (context) => {
    await using stack = new AsyncDisposableStack();
    const fronts = await haproxy(context, stack, send);
    if (fronts === undefined) return;
    for (const [index, { greeting, ...door }] of doors.entries()) {
      await using wire = await Wire.connect({
        port: fronts[index] as number,
        localAddress: CLIENT,
        tls: 'tls' in door,
      });
      if ('ask' in door) await wire.send(door.ask);
      await wire.expect(greeting);
    }

    await using wire = await Wire.connect({ port: fronts[0] as number, localAddress: CLIENT });
    await wire.expect(/^220 /);
    await wire.ask('HELO client.test', /^250 /);
    await wire.ask('MAIL FROM:<>', /^250 /);
    await wire.ask('RCPT TO:<alice@postroom.test>', /^250 /);
    await wire.ask('DATA', /^354 /);
    const before = (await fixture.stage.messages(alice, 0)).length;
    await wire.send('Subject: hello\r\n\r\nhello\r\n.\r\n');
    await wire.expect(/^250 /);
    const raw = (await fixture.stage.messages(alice, before + 1)).at(-1)?.toString() ?? '';
    assert.match(raw, /^Received: from client\.test \(\[127\.0\.0\.9\]\)\r$/m);
    assert.deepEqual(
      fixture.platform.log.filter((line) => /connection refused/.test(line)),
      [],
      'its checks are no faults',
    );
  });
}

test('no service has crashed or logged an error', () => {
  assert.deepEqual(fixture.complaints(), []);
});
