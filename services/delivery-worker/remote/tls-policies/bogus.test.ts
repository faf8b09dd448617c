import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createResolver } from '@postroom/dns';
import { checkSender } from '@postroom/sender-auth';
import { startDns, startSmtpPeer, startUnbound } from '@postroom/testkit';
import { deliverRemote } from '../deliver.ts';
import { acceptMail, openBench, rowsOf } from '../testing.ts';
import { pair, spki } from './testing.ts';

// Zones signed with DNSSEC, some of them forged on the way, as a real validating resolver sees them.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const bench = stack.use(await openBench({}));
const peer = stack.use(await startSmtpPeer({ tls: pair }));
const at = `_${peer.port}._tcp.mx`;
const right = `${at} IN TLSA 3 1 1 ${spki(pair.cert)}`;
const host = [
  ...['@ IN MX 10 mx', 'mx IN A 127.0.0.1', '@ IN TXT "v=spf1 ip4:203.0.113.7 -all"'],
  '_dmarc IN TXT "v=DMARC1; p=reject; psd=n"',
];
const forgeA = (signed: string) => signed.replace(/^(mx\S*\s+\d+\s+IN\s+A\s+)127\.0\.0\.1/m, '$1127.0.0.2');
const unbound = await startUnbound({
  'good.test': { records: [...host, right] },
  'wrong.test': { records: [...host, `${at} IN TLSA 3 1 1 ${'00'.repeat(32)}`] },
  'none.test': { records: host },
  'mx.test': {
    records: [...host, right],
    forge: (signed) => signed.replace(/(MX\s+)10 mx\.mx\.test/, '$120 mx.mx.test'),
  },
  'address.test': { records: [...host, right], forge: forgeA },
  'tlsa.test': {
    records: [...host, right],
    forge: (signed) => signed.replace(/(TLSA\s+)3 1 1/, '$13 0 1'),
  },
  'txt.test': { records: host, forge: (signed) => signed.replace('203.0.113.7', '203.0.113.8') },
});
const skip = 'skip' in unbound ? unbound.skip : false;
if (!('skip' in unbound)) stack.use(unbound);
const servers = 'skip' in unbound ? '' : unbound.address;

/** Sends a mail; returns whether by TLS, or why it waits. */
async function sent(domain: string, asked = servers): Promise<string> {
  const { mailId } = await acceptMail(bench.pool, [`bob@${domain}`]);
  const before = peer.messages.length;
  const resolver = createResolver({ servers: asked });
  await deliverRemote(bench.context({ port: peer.port }, { resolver }), { destination: domain });
  const [row] = await rowsOf(bench.pool, mailId);
  const message = peer.messages[before];
  return message ? `sent${message.secure ? ' by TLS' : ' in clear'}` : (row?.last_reply ?? '');
}

test('RFC 7672 2.1.2: mail goes to servers that DNSSEC proves, and waits where an answer is bogus', {
  skip,
}, async () => {
  assert.equal(await sent('good.test'), 'sent by TLS');
  assert.equal(await sent('none.test'), 'sent by TLS');
  assert.match(
    await sent('wrong.test'),
    /^4\.7\.5 the TLSA records of the server \(DANE\) require a matching certificate/,
  );
  assert.match(await sent('mx.test'), /^4\.4\.3 DNS lookup failed: the name server failed/);
  assert.match(await sent('address.test'), /^4\.4\.3 DNS lookup failed: the name server failed/);
  assert.match(await sent('tlsa.test'), /^4\.4\.3 DNS lookup of its TLSA records \(DANE\) failed/);
});

test('a server that does not validate, listed as the second, does not make a bogus answer an unsigned one', {
  skip,
}, async () => {
  const mx = { MX: [[10, 'mx.address.test']] as [number, string][] };
  const forged = { 'address.test': mx, 'mx.address.test': { A: ['127.0.0.1'] } };
  // 127.0.0.11 is Docker's, which passes on answers of others.
  await using other = await startDns(forged, { host: '127.0.0.11' });
  assert.match(
    await sent('address.test', `${servers} ${other.address}`),
    /^4\.4\.3 DNS lookup failed: the name server failed/,
  );
  assert.deepEqual(other.questions, []);
});

test('SPF and DMARC by a record that is bogus are temporary errors, not what the forged one says', {
  skip,
}, async () => {
  const spf = async (domain: string) => {
    const message = { header: Buffer.from(`From: a@${domain}\r\n\r\n`), body: async function* () {}, isBinary: false };
    const client = { address: '203.0.113.8', helo: domain, reversePath: `a@${domain}` };
    const options = { resolver: createResolver({ servers }), hostname: 'x.test', withinMs: 4_000, now: new Date() };
    const results = await checkSender(message, client, options);
    return [results.spf.result, results.dmarc.result];
  };
  assert.deepEqual(await spf('none.test'), ['fail', 'fail']);
  assert.deepEqual(await spf('txt.test'), ['temperror', 'temperror']);
});
