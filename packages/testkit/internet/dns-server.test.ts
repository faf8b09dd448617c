import assert from 'node:assert/strict';
import { Resolver } from 'node:dns/promises';
import { test } from 'node:test';
import { startDns } from './dns-server.ts';

test('the test DNS server answers from its zone, which can change while it runs', async () => {
  await using dns = await startDns({
    'example.test': { MX: [[10, 'mx.example.test']], TXT: ['v=spf1 -all', 'x'.repeat(300)] },
    'mx.example.test': { A: ['127.0.0.2', '127.0.0.3'], AAAA: ['::1', '2001:db8::5:6'], ttl: 7 },
    'alias.test': { CNAME: 'mx.example.test' },
    'many.test': { A: Array.from({ length: 100 }, (_, n) => `10.0.0.${n}`) },
    'broken.test': 'SERVFAIL',
    'silent.test': 'TIMEOUT',
    'null.test': { MX: [[0, '.']] },
  });
  const resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers([dns.address]);

  const mx = async (name: string) =>
    (await resolver.resolveMx(name)).map(({ exchange, priority }) => `${priority} ${exchange}`);
  assert.deepEqual(await mx('example.test'), ['10 mx.example.test']);
  assert.deepEqual(await mx('null.test'), ['0 ']);
  assert.deepEqual(
    (await resolver.resolveTxt('example.test')).map((parts) => parts.join('').length),
    [11, 300],
  );
  assert.deepEqual(await resolver.resolve4('mx.example.test', { ttl: true }), [
    { address: '127.0.0.2', ttl: 7 },
    { address: '127.0.0.3', ttl: 7 },
  ]);
  assert.deepEqual(await resolver.resolve6('mx.example.test'), ['::1', '2001:db8::5:6']);
  assert.deepEqual(await resolver.resolve4('alias.test'), ['127.0.0.2', '127.0.0.3']);
  assert.equal((await resolver.resolve4('many.test')).length, 100);

  await assert.rejects(resolver.resolveMx('mx.example.test'), { code: 'ENODATA' });
  await assert.rejects(resolver.resolve4('missing.test'), { code: 'ENOTFOUND' });
  await assert.rejects(resolver.resolve4('broken.test'), { code: 'ESERVFAIL' });
  await assert.rejects(resolver.resolve4('silent.test'), { code: 'ETIMEOUT' });

  dns.zone = { 'missing.test': { A: ['127.0.0.9'] } };
  assert.deepEqual(await resolver.resolve4('missing.test'), ['127.0.0.9']);
  assert.ok(dns.questions.includes('MX example.test'));
});
