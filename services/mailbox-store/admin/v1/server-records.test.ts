import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { provisionalPair } from '@postroom/acme/provisional';
import { startDns } from '@postroom/testkit';
import { caaIssuers } from './server-facts.ts';
import { testApi } from './testing.ts';

const HOST = 'mail.postroom.test';
const folder = await mkdtemp(join(tmpdir(), 'records-'));
after(() => rm(folder, { recursive: true }));
const certFile = join(folder, 'tls.crt');
const { certificate } = await provisionalPair(HOST);
await writeFile(certFile, certificate);
const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
const digest = createHash('sha256').update(key).digest('hex');
const tlsa = (data: string) => ({ usage: 3, selector: 1, matchingType: 1, data });

interface Shown {
  name: string;
  type: string;
  value: string;
  state?: string;
  found?: string[];
  notAt?: string[];
}
const server = {
  [HOST]: { A: ['192.0.2.25'], isAuthentic: true },
  [`_25._tcp.${HOST}`]: { TLSA: [tlsa(digest)], isAuthentic: true },
  '25.2.0.192.in-addr.arpa': { PTR: [HOST] },
  'postroom.test': { CAA: [['issue', 'authority.test; accounturi=https://authority.test/1']] as const },
  '': { NS: ['a.root.test'], isAuthentic: true },
};

async function checked(
  zones: Parameters<typeof startDns>[0][],
  domain = 'check.test',
): Promise<(name: string, type: string) => Shown> {
  await using stack = new AsyncDisposableStack();
  const servers = await Promise.all(zones.map(async (zone) => stack.use(await startDns(zone))));
  const witnesses = servers.map(({ address }) => address);
  const api = stack.use(
    await testApi('running', { dns: witnesses[0] as string, witnesses, certificateFile: certFile }),
  );
  await api.call('POST', '/domains', { name: domain });
  const { status, body } = await api.call('GET', `/domains/${encodeURIComponent(domain)}/dns?check=true`);
  assert.equal(status, 200);
  const records = body.records as Shown[];
  const at = (found: string[] = []) => found.map((name) => witnesses.indexOf(name));
  return (name, type) => {
    const record = records.find((one) => one.name === `${name}.` && one.type === type);
    assert.ok(record, `${name} ${type} in ${JSON.stringify(records)}`);
    return { ...record, ...(record.notAt ? { notAt: at(record.notAt).map(String) } : {}) };
  };
}

test("the server's own records are checked: addresses and their names, TLSA, CAA, and DNSSEC of the zones", async () => {
  const of = await checked([server]);
  const stateOf = (name: string, type: string) => [of(name, type).state, of(name, type).value];
  assert.deepEqual(stateOf(HOST, 'A'), ['present', '192.0.2.25']);
  assert.deepEqual(stateOf(HOST, 'AAAA'), ['missing', '']);
  assert.deepEqual(stateOf('25.2.0.192.in-addr.arpa', 'PTR'), ['present', `${HOST}.`]);
  assert.deepEqual(stateOf(`_25._tcp.${HOST}`, 'TLSA'), ['present', `3 1 1 ${digest}`]);
  assert.deepEqual(stateOf(HOST, 'CAA'), ['present', '0 issue "authority.test"'], 'that of the name above counts');
  assert.deepEqual([of(HOST, 'DS').state, of('check.test', 'DS').state], ['present', 'missing']);
});

test('whether the zone of an international domain is signed is looked up by its A-label', async () => {
  const of = await checked(
    [{ ...server, 'xn--bcher-kva.test': { NS: ['ns.test'], isAuthentic: true } }],
    'bücher.test',
  );
  assert.equal(of('xn--bcher-kva.test', 'DS').state, 'present');
});

test('differing records are shown as found; without a validating resolver DNSSEC is unknown', async () => {
  const of = await checked([
    {
      [HOST]: { A: ['192.0.2.25'], CAA: [['issue', ';']] },
      [`_25._tcp.${HOST}`]: { TLSA: [tlsa('00'.repeat(32))] },
      '25.2.0.192.in-addr.arpa': { PTR: ['host-25.provider.test'] },
    },
  ]);
  const shown = (name: string, type: string) => [of(name, type).state, of(name, type).found];
  assert.deepEqual(shown('25.2.0.192.in-addr.arpa', 'PTR'), ['different', ['host-25.provider.test.']]);
  assert.deepEqual(shown(`_25._tcp.${HOST}`, 'TLSA'), ['different', [`3 1 1 ${'00'.repeat(32)}`]]);
  assert.deepEqual(shown(HOST, 'CAA'), ['different', ['0 issue ";"']]);
  assert.equal(of(HOST, 'DS').state, 'unknown');
});

test('a record counts as present if all resolvers that answer show it, and those that do not are named', async () => {
  const { [`_25._tcp.${HOST}`]: _, ...older } = server;
  const of = await checked([server, older, { [HOST]: 'SERVFAIL', [`_25._tcp.${HOST}`]: 'SERVFAIL' }]);
  const { state, notAt } = of(`_25._tcp.${HOST}`, 'TLSA');
  assert.deepEqual([state, notAt], ['missing', ['1']]);
  assert.deepEqual([of(HOST, 'A').state, of(HOST, 'A').notAt], ['present', undefined]);
});

test('CAA issuers are those of the configured authority or those that the operator names', () => {
  assert.deepEqual(caaIssuers('', 'https://acme-staging-v02.api.letsencrypt.org/directory'), ['letsencrypt.org']);
  assert.deepEqual(caaIssuers('', 'https://acme.zerossl.com/v2/DV90'), ['sectigo.com']);
  assert.deepEqual(caaIssuers('', 'https://notletsencrypt.org/directory'), []);
  assert.deepEqual(caaIssuers('', ''), []);
  assert.deepEqual(caaIssuers('a.test,b.test', 'https://acme-v02.api.letsencrypt.org/directory'), ['a.test', 'b.test']);
});
