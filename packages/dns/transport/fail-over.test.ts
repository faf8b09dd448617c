import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDns, type Trouble } from '@postroom/testkit';
import { NO_METRICS } from '../metrics.ts';
import { createResolver } from '../resolver.ts';

const FOUND = { kind: 'found', records: ['192.0.2.1'], name: 'example.test', isAuthentic: false };

for (const trouble of ['SERVFAIL', 'REFUSED', 'TIMEOUT'] satisfies Trouble[]) {
  test(`the second server is asked if the first answers ${trouble}`, async () => {
    await using first = await startDns({ 'example.test': trouble });
    await using second = await startDns({ 'example.test': { A: ['192.0.2.1'] } });
    const resolver = createResolver({
      servers: `${first.address}, ${second.address}`,
      tryMs: trouble === 'TIMEOUT' ? 50 : 2000,
    });
    assert.deepEqual(await resolver.a('example.test'), FOUND);
    assert.deepEqual([first.questions.length, second.questions.length], [1, 1]);
  });
}

test('if the first server refuses connections, the second answers, and the first is asked last from then on', async () => {
  await using second = await startDns({ 'example.test': { A: ['192.0.2.1'] }, 'broken.test': 'SERVFAIL' });
  const failures: string[] = [];
  const metrics = { ...NO_METRICS, failed: (reason: string) => void failures.push(reason) };
  const resolver = createResolver({ servers: `127.0.0.1:1 ${second.address}`, metrics });
  assert.deepEqual(await resolver.a('example.test'), FOUND);
  assert.deepEqual(failures, ['unreachable']);
  await resolver.txt('example.test');
  assert.deepEqual(failures, ['unreachable']);
  assert.deepEqual(await resolver.a('broken.test'), { kind: 'temporary-failure', reason: 'unreachable' });
});

test('"no such name" from the first server is final', async () => {
  await using first = await startDns({});
  await using second = await startDns({ 'example.test': { A: ['192.0.2.1'] } });
  const resolver = createResolver({ servers: `${first.address} ${second.address}` });
  assert.deepEqual(await resolver.a('example.test'), { kind: 'no-such-name', isAuthentic: false });
  assert.equal(second.questions.length, 0);
});

test('a silent server is asked again, and a late answer to the first try counts', async () => {
  await using dns = await startDns({ 'example.test': 'TIMEOUT' });
  const zone = { 'example.test': { A: ['192.0.2.1'] } };
  dns.tamper = () => undefined;
  const resolver = createResolver({ servers: dns.address, tryMs: 50, totalMs: 2000 });
  const asked = resolver.a('example.test');
  while (dns.questions.length === 0) await new Promise((resolve) => setImmediate(resolve));
  dns.zone = zone;
  assert.deepEqual(await asked, FOUND);
  assert.equal(dns.questions.length, 2);
});

test('all tries end at the total time limit', async () => {
  await using dns = await startDns({ 'example.test': 'TIMEOUT' });
  const resolver = createResolver({ servers: dns.address, tryMs: 40, totalMs: 100 });
  assert.deepEqual(await resolver.a('example.test'), { kind: 'temporary-failure', reason: 'time-out' });
  assert.ok(dns.questions.length <= 3, `${dns.questions.length} tries`);
});

test('while a server that validates is there, its failure is not asked away at one that does not', async () => {
  // 127.0.0.11 passes on answers of others, so it is not believed.
  await using other = await startDns({ 'example.test': { A: ['192.0.2.66'] } }, { host: '127.0.0.11' });
  for (const trouble of ['SERVFAIL', 'TIMEOUT'] satisfies Trouble[]) {
    await using ours = await startDns({ 'example.test': trouble, 'good.test': { A: ['192.0.2.1'] } });
    for (const servers of [`${ours.address} ${other.address}`, `${other.address} ${ours.address}`]) {
      const resolver = createResolver({ servers, tryMs: 20, totalMs: 200 });
      const reason = trouble === 'SERVFAIL' ? 'server-failure' : 'time-out';
      assert.deepEqual(await resolver.a('example.test'), { kind: 'temporary-failure', reason });
      assert.equal((await resolver.a('good.test')).kind, 'found', 'it is still asked first');
    }
  }
  assert.deepEqual(other.questions, []);
  const trustAd = 'no';
  await using bogus = await startDns({ 'example.test': 'SERVFAIL' });
  const all = createResolver({ servers: `${bogus.address} ${other.address}`, trustAd });
  assert.equal((await all.a('example.test')).kind, 'found', 'nobody is believed, so nothing is lost');
});

test('while no server that validates is there, or it does not serve us, another answers', async () => {
  await using other = await startDns({ 'example.test': { A: ['192.0.2.1'] } }, { host: '127.0.0.11' });
  await using refusing = await startDns({ 'example.test': 'REFUSED' });
  for (const first of ['127.0.0.1:1', refusing.address]) {
    const resolver = createResolver({ servers: `${first} ${other.address}` });
    assert.deepEqual(await resolver.a('example.test'), FOUND);
  }
});
