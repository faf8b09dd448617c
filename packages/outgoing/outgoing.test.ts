import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import type { Answer } from '@postroom/dns';
import { isMailError } from '@postroom/types';
import { createOutgoing, HostList, requireOutgoingUrl } from './index.ts';

const NOBODY = HostList.parse('');

test('an internal URL is refused in any spelling', () => {
  const evil = [
    ...[
      'http://push.example.com/',
      'ftp://push.example.com/',
      'file:///etc/passwd',
      'data:text/plain,x',
      'nonsense',
      '',
    ],
    ...['https://user@push.example.com/', 'https://user:pass@push.example.com/', 'https://push.example.com:22/'],
    ...['https://localhost/', 'https://a.localhost/', 'https://LOCALHOST./', 'https://redis/', 'https://db.internal/'],
    ...['https://printer.local/', 'https://127.0.0.1/', 'https://127.1/', 'https://0x7f.1/', 'https://0x7f000001/'],
    ...['https://2130706433/', 'https://017700000001/', 'https://0177.0.0.1/', 'https://127.0.0.1./', 'https://0/'],
    ...[
      'https://0.0.0.0/',
      'https://10.1.2.3/',
      'https://172.16.0.1/',
      'https://192.168.1.1/',
      'https://169.254.169.254/',
    ],
    ...['https://100.64.0.1/', 'https://198.18.0.1/', 'https://224.0.0.1/', 'https://255.255.255.255/'],
    ...[
      'https://[::1]/',
      'https://[::]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:7f00:1]/',
      'https://[fe80::1]/',
    ],
    ...['https://[fc00::1]/', 'https://[ff02::1]/', 'https://[64:ff9b::7f00:1]/', 'https://[2002:7f00:1::]/'],
    ...[
      'https://[::127.0.0.1]/',
      'https://１２７.０.０.１/',
      'https://ⓛocalhost/',
      `https://${'a.'.repeat(1_000)}com/`,
    ],
    ...['https://push.example/', 'https://\t127.0.0.1/', 'https://127.0.0.1#@push.example.com/'],
  ];
  for (const url of evil) {
    assert.throws(
      () => requireOutgoingUrl(url, NOBODY),
      (error) => isMailError(error, 'invalid'),
      url,
    );
  }
  for (const url of ['https://push.example.com/x?y', 'https://8.8.8.8:8443/', 'https://[2606:4700::1111]/'])
    assert.equal(requireOutgoingUrl(url, NOBODY).href, url);
});

const request = { method: 'POST', headers: {}, body: Buffer.from('hello'), timeoutMs: 2_000, maxBytes: 10 } as const;

const found = (...records: string[]): Answer<string> => ({ kind: 'found', records, name: 'x', isAuthentic: false });
const resolverOf = (a: Answer<string>, aaaa: Answer<string> = found()) => ({
  a: async () => a,
  aaaa: async () => aaaa,
});

test('a name that resolves to an internal address is refused, even if only one of several is', async () => {
  for (const [a, aaaa] of [
    [found('127.0.0.1')],
    [found('8.8.8.8', '10.0.0.1')],
    [found('8.8.8.8'), found('::1')],
    [found('8.8.8.8'), found('::ffff:169.254.169.254')],
  ] as const) {
    const outgoing = createOutgoing({ resolver: resolverOf(a, aaaa), listed: NOBODY });
    await assert.rejects(outgoing.ask('https://rebind.example.com/', request), (error) =>
      isMailError(error, 'invalid'),
    );
  }
  const away = createOutgoing({ resolver: resolverOf({ kind: 'not-a-name' }), listed: NOBODY });
  await assert.rejects(away.ask('https://gone.example.com/', request), (error) => isMailError(error, 'unavailable'));
});

test('the public addresses of this platform are refused, in any spelling, also if no interface has them', async () => {
  const names: Record<string, [string[], string[]]> = {
    'mail.example.com': [['203.0.113.9', '8.8.4.4'], ['2606:4700::1111']],
    'other.example.com': [['8.8.4.4'], []],
    'six.example.com': [[], ['2606:4700:0:0:0:0:0:1111']],
    'both.example.com': [['1.1.1.1'], ['2606:4700::1111']],
  };
  const asked: string[] = [];
  const resolver = {
    a: async (name: string) => {
      asked.push(name);
      return found(...(names[name]?.[0] ?? []));
    },
    aaaa: async (name: string) => found(...(names[name]?.[1] ?? [])),
  };
  const outgoing = createOutgoing({ resolver, listed: NOBODY, ownName: 'mail.example.com' });
  const hosts = [...Object.keys(names), '8.8.4.4', '[2606:4700::1111]', '[2606:4700:0::0:1111]'];
  for (const host of hosts) {
    await assert.rejects(outgoing.ask(`https://${host}/`, request), (error) => isMailError(error, 'invalid'), host);
  }
  assert.equal(asked.length, Object.keys(names).length + hosts.length);
});

test('a listed host is asked at its resolved address; redirects are not followed, and answers are limited', async () => {
  const asked: string[] = [];
  await using server = createServer((message, response) => {
    asked.push(`${message.method} ${message.url} ${message.headers.host}`);
    if (message.url === '/redirect') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (message.url === '/long') response.end('x'.repeat(100_000));
    else if (message.url === '/endless') response.flushHeaders();
    else if (message.url !== '/silent') response.end('fine');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  let looks = 0;
  const resolver = {
    // A later answer of DNS makes no difference.
    a: async () => (looks++ === 0 ? found('127.0.0.1') : found('192.0.2.1')),
    aaaa: async () => found(),
  };
  const listed = HostList.parse(`Push.Internal:${port}, 127.0.0.1:${port}`);
  const outgoing = createOutgoing({ resolver, listed });
  const { status, body } = await outgoing.ask(`http://push.internal:${port}/x?y=1`, request);
  assert.deepEqual([status, body.toString(), looks], [200, 'fine', 1]);
  const base = `http://127.0.0.1:${port}`;
  assert.equal((await outgoing.ask(`${base}/redirect`, request)).status, 302);
  assert.equal((await outgoing.ask(`${base}/long`, request)).body.length, 10);
  assert.equal((await outgoing.ask(`${base}/endless`, { ...request, maxBytes: 0 })).status, 200);
  await assert.rejects(outgoing.ask(`${base}/silent`, { ...request, timeoutMs: 50 }), (error) =>
    isMailError(error, 'unavailable'),
  );
  await assert.rejects(outgoing.ask(`http://127.0.0.1:${port + 1}/`, request), (error) =>
    isMailError(error, 'invalid'),
  );
  assert.deepEqual(asked, [
    `POST /x?y=1 push.internal:${port}`,
    ...['/redirect', '/long', '/endless', '/silent'].map((path) => `POST ${path} 127.0.0.1:${port}`),
  ]);
  server.closeAllConnections();
});

test('an invalid host cannot be listed', () => {
  for (const entry of ['http://x', 'a/b', 'a:99999', 'u@h', 'a b']) assert.throws(() => HostList.parse(entry), entry);
});
