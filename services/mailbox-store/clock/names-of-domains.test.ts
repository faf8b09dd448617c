import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addDomain, keepNames, orderCertificate, removeDomain, takeDueCertificate } from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { startDns, testDatabase } from '@postroom/testkit';
import { createNamesOfDomains } from './names-of-domains.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const { pool } = stack.use(await testDatabase());
const web = { A: ['203.0.113.5'], AAAA: ['2001:db8::5'] };
const elsewhere = { A: ['198.51.100.7'] };
const dns = stack.use(await startDns({}));
for (const name of ['a.test', 'b.test', 'c.test', 'bücher.test']) await addDomain(pool, name);

/** Looks at all domains, without cached DNS answers. */
async function look(labels = ['autoconfig', 'mta-sts']): Promise<void> {
  const resolver = createResolver({ servers: dns.address, tryMs: 300, totalMs: 600 });
  const { signal } = new AbortController();
  await createNamesOfDomains({ pool, resolver, webHost: 'web.test', labels, signal })();
}
const wanted = async () => {
  const { rows } = await pool.query<{ name: string }>('select name from certificates where of_domain is not null');
  return rows.map(({ name }) => name).toSorted();
};
const zone = {
  'web.test': web,
  'mta-sts.a.test': { CNAME: 'web.test' },
  'autoconfig.a.test': { AAAA: web.AAAA },
  'mta-sts.b.test': elsewhere,
  'mta-sts.xn--bcher-kva.test': web,
};
const ALL = ['autoconfig.a.test', 'mta-sts.a.test', 'mta-sts.xn--bcher-kva.test'];

test('names of domains that resolve to web-access get certificates, whether by CNAME or by address', async () => {
  dns.zone = zone;
  await look();
  assert.deepEqual(await wanted(), ALL);
  await keepNames(pool, []);
  assert.deepEqual(await wanted(), ALL, 'the settings do not name them');
  assert.ok(ALL.includes((await takeDueCertificate(pool, []))?.name ?? ''), 'and they are ordered');
});

test('a name that cannot be resolved is kept, and one that leads elsewhere is dropped unless an operator wants it', async () => {
  dns.zone = { ...zone, 'web.test': 'SERVFAIL' };
  await look();
  dns.zone = { ...zone, 'mta-sts.a.test': 'SERVFAIL', 'autoconfig.a.test': 'TIMEOUT' };
  await look();
  assert.deepEqual(await wanted(), ALL);
  await orderCertificate(pool, 'autoconfig.a.test');
  dns.zone = { ...zone, 'mta-sts.a.test': elsewhere, 'autoconfig.a.test': elsewhere };
  await look();
  assert.deepEqual(await wanted(), ['mta-sts.xn--bcher-kva.test']);
  await keepNames(pool, []);
  const { rows } = await pool.query<{ name: string }>('select name from certificates order by name');
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['autoconfig.a.test', 'mta-sts.xn--bcher-kva.test'],
  );
});

test('names of removed domains and names no longer wanted are dropped', async () => {
  dns.zone = zone;
  await look();
  assert.deepEqual(await wanted(), ALL);
  await look(['mta-sts']);
  assert.deepEqual(await wanted(), ['mta-sts.a.test', 'mta-sts.xn--bcher-kva.test']);
  await removeDomain(pool, 'a.test');
  await look(['mta-sts']);
  assert.deepEqual(await wanted(), ['mta-sts.xn--bcher-kva.test']);
});

test('all domains get their turn', async () => {
  await Promise.all(Array.from({ length: 45 }, (_, n) => addDomain(pool, `d${n}.test`)));
  dns.zone = { ...zone, 'mta-sts.d9.test': web };
  const resolver = createResolver({ servers: dns.address });
  const { signal } = new AbortController();
  const turn = createNamesOfDomains({ pool, resolver, webHost: 'web.test', labels: ['mta-sts'], signal });
  for (let turns = 0; turns < 3; turns++) await turn();
  assert.ok((await wanted()).includes('mta-sts.d9.test'));
});
