import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ServerHealth } from './health.ts';
import { parseServers } from './parse.ts';
import { parseResolvConf, ResolvConf } from './resolv-conf.ts';
import { trustsAd } from './trust.ts';

test('a list of servers may have ports, and an invalid one is refused', () => {
  assert.deepEqual(parseServers(' 192.0.2.53,2001:db8::53 [2001:db8::54]:5353\n192.0.2.54:53, [::1]'), [
    { address: '192.0.2.53', port: 53 },
    { address: '2001:db8::53', port: 53 },
    { address: '2001:db8::54', port: 5353 },
    { address: '192.0.2.54', port: 53 },
    { address: '::1', port: 53 },
  ]);
  assert.deepEqual(parseServers(' , '), []);
});

for (const wrong of [
  'dns.example.test',
  '192.0.2.53:0',
  '192.0.2.53:65536',
  '[192.0.2.53]:53',
  '192.0.2.53:',
  '[::1]x',
  '1.2.3',
]) {
  test(`${wrong} is not a server`, () =>
    assert.throws(() => parseServers(`192.0.2.1,${wrong}`), { message: /is not the IP address of a DNS server/ }));
}

test('resolv.conf(5) is parsed', () => {
  const text =
    '# dns\nnameserver 192.0.2.53\n;nameserver 192.0.2.9\n nameserver\tfe80::1%eth0 x\nnameserver nonsense\nsearch a.test\n';
  assert.deepEqual(parseResolvConf(text), {
    servers: [
      { address: '192.0.2.53', port: 53 },
      { address: 'fe80::1%eth0', port: 53 },
    ],
    trustsAd: false,
  });
  assert.equal(parseResolvConf('options edns0 trust-ad\n').trustsAd, true);
  assert.deepEqual(parseResolvConf('').servers, [{ address: '127.0.0.1', port: 53 }]);
  assert.equal(parseResolvConf('nameserver 192.0.2.1\n'.repeat(100)).servers.length, 8);
});

test('resolv.conf is read again when it changes, and checked every few seconds only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'resolv-'));
  const path = join(folder, 'resolv.conf');
  const file = new ResolvConf(path);
  const first = async (nowMs: number) => (await file.read(nowMs)).servers[0]?.address;
  assert.equal(await first(0), '127.0.0.1', 'no file');
  await writeFile(path, 'nameserver 192.0.2.1\n');
  assert.equal(await first(4000), '127.0.0.1');
  assert.equal(await first(6000), '192.0.2.1');
  await writeFile(path, 'nameserver 192.0.2.100\n');
  assert.equal(await first(12_000), '192.0.2.100');
  await rm(folder, { recursive: true });
  assert.equal(await first(18_000), '127.0.0.1');
});

test('the AD bit is trusted from local and configured servers', () => {
  const trusted = (trust: 'auto' | 'yes' | 'no', address: string, system = false) =>
    trustsAd(trust, system, { address, port: 53 });
  assert.equal(trusted('auto', '127.0.0.1'), true);
  assert.equal(trusted('auto', '::1'), true);
  assert.equal(trusted('auto', '127.0.0.53'), true);
  assert.equal(trusted('auto', '127.0.0.11'), false, 'Docker’s forwarder');
  assert.equal(trusted('auto', '192.0.2.53'), false);
  assert.equal(trusted('auto', '192.0.2.53', true), true);
  assert.equal(trusted('yes', '192.0.2.53'), true);
  assert.equal(trusted('no', '127.0.0.1', true), false);
});

test('a server that did not answer is asked last for a while', () => {
  const [a, b] = parseServers('192.0.2.1 192.0.2.2') as [never, never];
  const health = new ServerHealth();
  health.failed(a, 0);
  assert.deepEqual(health.inOrder([a, b], 1000), [b, a]);
  assert.deepEqual(health.inOrder([a, b], 31_000), [a, b]);
  health.failed(a, 0);
  health.answered(a);
  assert.deepEqual(health.inOrder([a, b], 1000), [a, b]);
});
