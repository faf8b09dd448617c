import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { createResolver } from '@postroom/dns';
import { TlsTally } from '@postroom/feedback';
import type { TlsSession } from '@postroom/reports';
import { connectSmtp } from '@postroom/smtp-client';
import { startSmtpPeer, type Zone } from '@postroom/testkit';
import { generate } from 'selfsigned';
import { deliverRemote } from '../deliver.ts';
import { acceptMail, type Bench, makeAccount, openBench, rowsOf } from '../testing.ts';
import { StsUnavailable } from '../tls-policies/sts-policies.ts';
import type { StsPolicy } from '../tls-policies/sts-policy.ts';
import { sessionOf } from './session-of.ts';
import { TlsMeter } from './tls-meter.ts';

// RFC 8460 4.3: results of TLS are counted for domains that want reports, by their policy.

async function certificate(name: string, notAfterDate = new Date(Date.now() + 86_400_000)) {
  const pair = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    notBeforeDate: new Date(Date.now() - 2 * 86_400_000),
    notAfterDate,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  });
  return { cert: pair.cert, key: pair.private };
}

const trusted = await certificate('mx.wants.test');
const stranger = await certificate('mx.wants.test');
const expired = await certificate('mx.wants.test', new Date(Date.now() - 86_400_000));
const misnamed = await certificate('elsewhere.test');
const spki = createHash('sha256')
  .update(new X509Certificate(stranger.cert).publicKey.export({ type: 'spki', format: 'der' }))
  .digest('hex');
const WANTS = { TXT: ['v=TLSRPTv1; rua=mailto:tls@wants.test'] };
const zone: Zone = {
  'wants.test': { MX: [[10, 'mx.wants.test']] },
  '_smtp._tls.wants.test': WANTS,
  'quiet.test': { MX: [[10, 'mx.wants.test']] },
  'mx.wants.test': { A: ['127.0.0.1'], isAuthentic: true },
};
const POLICY: StsPolicy = { mode: 'enforce', mx: ['mx.wants.test'], maxAgeSeconds: 86_400 };

const stack = new AsyncDisposableStack();
let bench: Bench;
before(async () => {
  bench = stack.use(await openBench(zone));
  await makeAccount(bench.pool, 'alice@postroom.test');
});
after(() => stack.disposeAsync());
beforeEach(async () => {
  bench.dns.zone = zone;
  await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs, tls_reports, measured_tls');
});

interface Given {
  readonly tls?: NonNullable<Parameters<typeof startSmtpPeer>[0]>['tls'];
  readonly sts?: () => Promise<StsPolicy | null>;
  readonly domain?: string;
  /** The records of _PORT._tcp.mx.wants.test; if given, the domain is signed with DNSSEC. */
  readonly tlsa?: string;
  readonly state?: 'relayed' | 'queued';
}

/** Sends two mails. Returns what was counted. */
async function measured({ tls, sts = async () => null, domain = 'wants.test', tlsa, state = 'relayed' }: Given) {
  await using peer = await startSmtpPeer(tls ? { tls } : {});
  if (tlsa !== undefined)
    bench.dns.zone = {
      ...zone,
      'wants.test': { MX: [[10, 'mx.wants.test']], isAuthentic: true },
      [`_${peer.port}._tcp.mx.wants.test`]: {
        TLSA: [{ usage: 3, selector: 1, matchingType: 1, data: tlsa }],
        isAuthentic: true,
      },
    };
  const resolver = createResolver({ servers: bench.dns.address, tryMs: 400, totalMs: 1_500, trustAd: 'yes' });
  await using tally = new TlsTally(bench.pool, assert.ifError);
  using tlsMeter = new TlsMeter({ resolver, sts: { of: sts }, tally, onError: assert.ifError });
  for (let mail = 0; mail < 2; mail++) {
    const { mailId } = await acceptMail(bench.pool, [`bob@${domain}`]);
    const settings = { port: peer.port, tls: { policy: 'opportunistic', ca: trusted.cert } } as const;
    await deliverRemote(bench.context(settings, { resolver, tlsMeter }), { destination: domain });
    assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, state);
  }
  await tlsMeter.flush();
  const { rows } = await bench.pool.query<{ domain: string; session: TlsSession; count: number }>(
    'select domain, session, count from measured_tls order by domain',
  );
  return rows.map(({ session: { policy, failure }, count }) => [policy.type, failure?.type ?? 'success', count]);
}

test('without a policy any TLS counts as success, and no TLS as failure', async () => {
  assert.deepEqual(await measured({ tls: stranger }), [['no-policy-found', 'success', 2]]);
  await bench.pool.query('truncate measured_tls');
  assert.deepEqual(await measured({}), [['no-policy-found', 'starttls-not-supported', 2]]);
  const { rows } = await bench.pool.query<{ session: TlsSession; rua: string; due: boolean }>(
    `select session, rua, due_at - ((day + 1)::timestamp at time zone 'UTC')
       between interval '15 minutes' and interval '4 hours' as due
     from measured_tls join tls_reports using (day, domain)`,
  );
  assert.deepEqual(rows, [
    {
      rua: 'mailto:tls@wants.test',
      due: true,
      session: {
        policy: { type: 'no-policy-found', lines: [], mx: [] },
        failure: {
          type: 'starttls-not-supported',
          reason: '',
          mx: 'mx.wants.test',
          sendingIp: '127.0.0.1',
          receivingIp: '127.0.0.1',
        },
      },
    },
  ]);
});

test('a broken handshake is counted once, even if the mail is then sent in plain text', async () => {
  assert.deepEqual(await measured({ tls: 'broken' }), [['no-policy-found', 'validation-failure', 2]]);
});

test('a domain that asks for no TLS reports is not counted', async () => {
  assert.deepEqual(await measured({ tls: stranger, domain: 'quiet.test' }), []);
});

test('an MTA-STS policy requires a certificate of a server that it names', async () => {
  const sts = async () => POLICY;
  const other = async () => ({ ...POLICY, mx: ['*.elsewhere.test'] });
  const away = async () => {
    throw new StsUnavailable('sts-policy-fetch-error', 'away');
  };
  const cases: [Given, string][] = [
    [{ tls: trusted, sts }, 'success'],
    [{ tls: stranger, sts }, 'certificate-not-trusted'],
    [{ sts }, 'starttls-not-supported'],
    [{ tls: trusted, sts: other }, 'validation-failure'],
    [{ tls: trusted, sts: away }, 'sts-policy-fetch-error'],
  ];
  for (const [given, expected] of cases) {
    assert.deepEqual(await measured(given), [['sts', expected, 2]]);
    await bench.pool.query('truncate measured_tls');
  }
});

test('a TLSA record signed by DNSSEC requires its certificate only', async () => {
  assert.deepEqual(await measured({ tls: stranger, tlsa: spki }), [['tlsa', 'success', 2]]);
  await bench.pool.query('truncate measured_tls');
  assert.deepEqual(await measured({ tls: trusted, tlsa: spki, state: 'queued' }), [['tlsa', 'validation-failure', 2]]);
});

test('the reason why a certificate is invalid is reported by its name', async () => {
  const typeOf = async (tls: typeof trusted) => {
    await using peer = await startSmtpPeer({ tls });
    const types: (string | undefined)[] = [];
    const place = { host: peer.host, port: peer.port, name: 'mx.wants.test', helloName: 'me.test' };
    await using _session = await connectSmtp({
      ...place,
      tls: { policy: 'opportunistic', ca: tls.cert },
      onTls: (tls, localAddress) =>
        types.push(
          sessionOf(
            { server: { name: place.name, address: place.host }, tls, localAddress },
            { type: 'sts', sts: POLICY },
          ).failure?.type,
        ),
    });
    return types;
  };
  assert.deepEqual(await typeOf(expired), ['certificate-expired']);
  assert.deepEqual(await typeOf(misnamed), ['certificate-host-mismatch']);
});

test("many connections at once look up their domain's policy once, and all are counted", async () => {
  let asked = 0;
  await using tally = new TlsTally(bench.pool, assert.ifError);
  const resolver = createResolver({ servers: bench.dns.address, tryMs: 400, totalMs: 1_500 });
  const of = async () => {
    asked++;
    return null;
  };
  using meter = new TlsMeter({ resolver, sts: { of }, tally, onError: assert.ifError });
  const server = { name: 'mx.wants.test', address: '127.0.0.1', port: 25 };
  for (let at = 0; at < 50; at++) {
    meter.note({ destination: 'Wants.TEST', server, tls: { result: 'refused' }, localAddress: '' });
    meter.note({ destination: '[127.0.0.1]', server, tls: { result: 'refused' }, localAddress: '' });
  }
  await meter.flush();
  const { rows } = await bench.pool.query('select domain, count from measured_tls');
  assert.deepEqual([rows, asked], [[{ domain: 'wants.test', count: 50 }], 1]);
});
