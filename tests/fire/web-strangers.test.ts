import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { openFixture } from '../support/fixture.ts';
import { meanwhile } from '../support/meanwhile.ts';
import { ServiceWatch, WATCHED } from '../support/service-watch.ts';

// Tests what anybody can do who can reach the HTTP port. The limits are CPU time of the event loop without a turn for others, and octets of memory.

const LONGEST_MS = 150;
const MIB = 1024 * 1024;

const fixture = await openFixture({ env: { ...WATCHED, HTTP_PROXIES: '127.0.0.1' } });
after(() => fixture[Symbol.asyncDispose]());
const { ports, fleet } = fixture.platform;
await fixture.stage.account('alice@a.test');
const watch = new ServiceWatch(fleet.process('web-access').pid);
const url = `http://127.0.0.1:${ports.HTTP_PORT}`;

const bystander = async (): Promise<void> => {
  const response = await fetch(`${url}/.well-known/oauth-authorization-server`);
  assert.equal(response.status, 200);
  await response.arrayBuffer();
};

/** Posts `times` requests from different networks; returns the statuses that occurred. */
async function flood(path: string, times: number, init: (n: number) => RequestInit): Promise<Set<number>> {
  const statuses = new Set<number>();
  for (let n = 0; n < times; n += 20) {
    const requests = Array.from({ length: 20 }, async (_, k) => {
      const { headers, ...rest } = init(n + k);
      const from = { 'x-forwarded-for': `198.51.${(n + k) % 200}.1`, 'x-forwarded-proto': 'https' };
      const response = await fetch(url + path, { method: 'POST', ...rest, headers: { ...headers, ...from } });
      await response.arrayBuffer();
      statuses.add(response.status);
    });
    await Promise.all(requests);
  }
  return statuses;
}

const hostile: readonly [what: string, path: string, init: (n: number) => RequestInit, statuses: number[]][] = [
  [
    'bodies of growing or endless XML',
    '/autodiscover/autodiscover.xml',
    (n) => ({
      headers: { 'content-type': 'text/xml' },
      body: [
        `<!DOCTYPE a [<!ENTITY a "${'a'.repeat(8_000)}">]><Autodiscover>${'&a;'.repeat(1_000)}</Autodiscover>`,
        `<Autodiscover>${'<EMailAddress>'.repeat(1_000)}`,
        `<Autodiscover ${'&amp;'.repeat(2_000)}><EMailAddress>${'&amp;'.repeat(300)}@a.test</EMailAddress>`,
        `<Autodiscover><EMailAddress>${'"\\'.repeat(5_000)}</EMailAddress>`,
      ][n % 4] as string,
    }),
    [400],
  ],
  [
    'oversized sign-in bodies',
    '/session',
    () => ({
      headers: { 'content-type': 'application/json', origin: url.replace('http', 'https') },
      body: `{"login":"${'x'.repeat(1_500_000)}"`,
    }),
    [413],
  ],
  [
    'forms of very many parameters',
    '/oauth/token',
    (n) => ({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Array.from({ length: 1_000 }, (_, k) => `p${k}${n}=%41`).join('&'),
    }),
    [400],
  ],
  [
    'Cookie fields of very many cookies',
    '/jmap/api',
    () => ({ headers: { cookie: 'postroom;'.repeat(900), 'content-type': 'application/json' }, body: '{}' }),
    [401],
  ],
  [
    'guessed refresh tokens',
    '/oauth/token',
    (n) => ({
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: `prr_1_1_${n.toString(36).padStart(43, 'A')}`,
      }),
    }),
    [400],
  ],
];

for (const [what, path, init, statuses] of hostile) {
  test(`${what} neither delay others nor take memory`, { timeout: 120_000 }, async () => {
    const { result, longestMs, grownBytes } = await meanwhile(watch, bystander, () => flood(path, 400, init));
    assert.deepEqual([...result], statuses);
    assert.ok(longestMs < LONGEST_MS, `${longestMs} ms`);
    assert.ok(grownBytes < 128 * MIB, `${grownBytes} octets`);
  });
}

test('logins with long and odd bare names are refused without delaying others', { timeout: 120_000 }, async () => {
  const names = [
    '"'.repeat(900),
    '\\'.repeat(900),
    '@'.repeat(900),
    'é'.repeat(900),
    'a.'.repeat(450),
    'alice@'.repeat(150),
  ];
  const { result, longestMs } = await meanwhile(watch, bystander, () =>
    flood('/session', 60, (n) => ({
      headers: { 'content-type': 'application/json', origin: url.replace('http', 'https') },
      body: JSON.stringify({ login: names[n % names.length], password: 'x' }),
    })),
  );
  assert.deepEqual([...result], [401]);
  assert.ok(longestMs < LONGEST_MS, `${longestMs} ms`);
});

/** Sends a request and as much of its body as the server takes; returns the status, or 0 when the server only closed the connection. */
async function pour(head: string, piece: Buffer, pieces: number): Promise<number> {
  const socket = connect({ port: ports.HTTP_PORT, host: '127.0.0.1' });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  let text = '';
  socket
    .on('error', () => {})
    .on('data', (chunk) => {
      text += chunk;
    });
  socket.write(head);
  for (let n = 0; n < pieces && socket.writable; n += 1) {
    if (socket.write(piece)) continue;
    await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  }
  await closed;
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0);
}

test('endless request bodies are refused while they arrive, with and without a length', async () => {
  const piece = Buffer.alloc(64 * 1024, 'x');
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]);
  const doors = [
    'POST /session HTTP/1.1\r\nContent-Type: application/json\r\nOrigin: http://a.test',
    'POST /oauth/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded',
    'POST /oauth/revoke HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded',
    'POST /autodiscover/autodiscover.xml HTTP/1.1\r\nContent-Type: text/xml',
  ].map((door) => `${door}\r\nHost: a.test\r\nConnection: close\r\n`);
  const all = Array.from({ length: 20 }, () => doors).flat();
  const { result, ...cost } = await meanwhile(watch, bystander, () =>
    Promise.all([
      ...all.map((door) => pour(`${door}Content-Length: 100000000\r\n\r\n`, piece, 160)),
      ...all.map((door) => pour(`${door}Transfer-Encoding: chunked\r\n\r\n`, chunk, 160)),
    ]),
  );
  for (const status of result) assert.ok([0, 413].includes(status), `${status}`);
  assert.ok(cost.longestMs < LONGEST_MS && cost.grownBytes < 96 * MIB, JSON.stringify(cost));
});

test('a hundred connections with endless header fields are refused one by one', {
  timeout: 120_000,
}, async () => {
  const { result, longestMs, grownBytes } = await meanwhile(watch, bystander, async () => {
    const wires = await Promise.all(
      Array.from({ length: 100 }, () => Wire.connect({ port: ports.HTTP_PORT, timeout: 60_000 })),
    );
    return Promise.all(
      wires.map(async (wire) => {
        await wire.send('GET /session HTTP/1.1\r\nHost: a\r\n');
        await wire.send('X-More: yes\r\n'.repeat(5_000));
        await wire.closed();
        return wire.unread.slice(0, 12);
      }),
    );
  });
  assert.ok(
    result.every((answer) => answer === 'HTTP/1.1 431' || answer === ''),
    String(new Set(result)),
  );
  assert.ok(longestMs < LONGEST_MS, `${longestMs} ms`);
  assert.ok(grownBytes < 64 * MIB, `${grownBytes} octets`);
});
