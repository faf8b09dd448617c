import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createResolver, type DnsResolver } from '@postroom/dns';
import { type DnsServer, startDns } from '@postroom/testkit';
import { RouteFailure } from './failure.ts';
import { type MailHost, route } from './route.ts';

let dns: DnsServer;
let resolver: DnsResolver;

before(async () => {
  dns = await startDns({
    'two.test': {
      MX: [
        [20, 'b.two.test'],
        [10, 'A.two.test'],
      ],
    },
    'a.two.test': { A: ['192.0.2.1', '192.0.2.2'], AAAA: ['2001:db8::1'] },
    'b.two.test': { A: ['192.0.2.3'] },
    'equal.test': {
      MX: [
        [10, 'a.two.test'],
        [10, 'b.two.test'],
      ],
    },
    'implicit.test': { A: ['192.0.2.4'] },
    'six.test': { AAAA: ['2001:db8::6'] },
    'null.test': { MX: [[0, '.']] },
    'nothing.test': { TXT: ['only words'] },
    'servfail.test': 'SERVFAIL',
    'silent.test': 'TIMEOUT',
    'half.test': {
      MX: [
        [10, 'servfail.test'],
        [20, 'missing.test'],
        [30, 'b.two.test'],
      ],
    },
    'gone.test': { MX: [[10, 'missing.test']] },
    'broken.test': { MX: [[10, 'servfail.test']] },
    'cname.test': { CNAME: 'two.test' },
    'mxcname.test': { MX: [[10, 'cname-host.test']] },
    'cname-host.test': { CNAME: 'b.two.test' },
    'numeric.test': { MX: [[10, '192.0.2.77']] },
    'ours.test': { MX: [[10, 'mx.us.test']] },
    'backup.test': {
      MX: [
        [10, 'a.two.test'],
        [20, 'mx.us.test'],
        [30, 'b.two.test'],
      ],
    },
    'mx.us.test': { A: ['192.0.2.9'] },
    'unreadable.test': { MX: [[10, 'a b.test']] },
    'half-readable.test': {
      MX: [
        [10, 'a\r\nb.test'],
        [20, 'b.two.test'],
      ],
    },
    'many.test': { MX: Array.from({ length: 60 }, (_, n) => [n, 'wide.test'] as const) },
    'wide.test': { A: Array.from({ length: 60 }, (_, n) => `192.0.2.${n}`) },
  });
  resolver = createResolver({ servers: dns.address, tryMs: 300, totalMs: 1000 });
});
after(() => dns[Symbol.asyncDispose]());

const find = (domain: string, random?: () => number) =>
  route(domain, { resolver, ownNames: ['MX.us.test'], ...(random ? { random } : {}) });
const names = (hosts: readonly MailHost[]) => hosts.map(({ host }) => host);

test('MX hosts are tried by preference, alternating between address families', async () => {
  assert.deepEqual(await find('two.test'), [
    { host: 'a.two.test', preference: 10, addresses: ['2001:db8::1', '192.0.2.1', '192.0.2.2'] },
    { host: 'b.two.test', preference: 20, addresses: ['192.0.2.3'] },
  ]);
});

test('equal preferences are shuffled', async () => {
  const rising = [0.1, 0.2].values();
  const falling = [0.2, 0.1].values();
  assert.deepEqual(names(await find('equal.test', () => rising.next().value ?? 0)), ['a.two.test', 'b.two.test']);
  assert.deepEqual(names(await find('equal.test', () => falling.next().value ?? 0)), ['b.two.test', 'a.two.test']);
});

test('implicit MX, address literals, CNAMEs and an address as MX are handled', async () => {
  assert.deepEqual(await find('implicit.test'), [{ host: 'implicit.test', preference: 0, addresses: ['192.0.2.4'] }]);
  assert.deepEqual((await find('six.test'))[0]?.addresses, ['2001:db8::6']);
  assert.deepEqual((await find('[192.0.2.5]'))[0]?.addresses, ['192.0.2.5']);
  assert.deepEqual((await find('[IPv6:2001:db8::7]'))[0]?.addresses, ['2001:db8::7']);
  assert.deepEqual(names(await find('cname.test')), ['a.two.test', 'b.two.test']);
  assert.deepEqual((await find('mxcname.test'))[0]?.addresses, ['192.0.2.3']);
  assert.deepEqual((await find('numeric.test'))[0]?.addresses, ['192.0.2.77']);
});

test('servers that cannot be resolved are skipped while another can be', async () => {
  assert.deepEqual(names(await find('half.test')), ['b.two.test']);
  assert.deepEqual(names(await find('half-readable.test')), ['b.two.test']);
});

const failures: [string, boolean, string][] = [
  ['missing.test', true, '5.1.2'],
  ['nothing.test', true, '5.1.2'],
  ['null.test', true, '5.1.10'],
  ['ours.test', true, '5.4.6'],
  ['mx.us.test', true, '5.4.6'],
  ['[nonsense]', true, '5.1.2'],
  ['servfail.test', false, '4.4.3'],
  ['silent.test', false, '4.4.3'],
  ['broken.test', false, '4.4.3'],
  ['gone.test', false, '4.4.4'],
  ['unreadable.test', false, '4.4.4'],
  ['a..test', true, '5.1.2'],
];
for (const [domain, permanent, enhanced] of failures) {
  test(`the route to ${domain} fails with ${enhanced}`, async () => {
    await assert.rejects(find(domain), (error) => {
      assert.ok(error instanceof RouteFailure);
      assert.deepEqual([error.permanent, error.enhanced], [permanent, enhanced], error.message);
      return true;
    });
  });
}

test('a backup MX relays only to servers with a better preference than its own', async () => {
  assert.deepEqual(names(await find('backup.test')), ['a.two.test']);
});

test('the numbers of hosts and addresses are limited', async () => {
  const hosts = await find('many.test');
  assert.equal(hosts.length, 16);
  assert.equal(hosts[0]?.addresses.length, 8);
});

test('an unreachable name server is a temporary failure', async () => {
  const nowhere = createResolver({ servers: '127.0.0.1:1' });
  await assert.rejects(route('two.test', { resolver: nowhere }), { enhanced: '4.4.3', permanent: false });
});

test('addresses out of reach are not used, and a domain with no others is a permanent failure', async () => {
  const asked: unknown[] = [];
  const within = (domain: string, ...allowed: string[]) =>
    route(domain, {
      resolver,
      reach: (address, { literal }) => asked.push([address, literal]) > 0 && allowed.includes(address),
    });
  const [host] = await within('two.test', '192.0.2.2', '192.0.2.3');
  assert.deepEqual(host?.addresses, ['192.0.2.2']);
  assert.deepEqual(names(await within('two.test', '192.0.2.3')), ['b.two.test']);
  for (const domain of [
    'two.test',
    'implicit.test',
    'numeric.test',
    '[192.0.2.7]',
    '[IPv6:2001:db8::7]',
    'half.test',
  ]) {
    const permanent = domain !== 'half.test';
    await assert.rejects(within(domain), { enhanced: permanent ? '5.4.4' : '4.4.3', permanent }, domain);
  }
  assert.ok(asked.some((one) => JSON.stringify(one) === '["2001:db8::7",true]'));
});
