import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createResolver } from '@postroom/dns';
import { createOutgoing, HostList } from '@postroom/outgoing';
import { startSmtpPeer, type Zone } from '@postroom/testkit';
import { generate } from 'selfsigned';
import { deliverRemote } from '../deliver.ts';
import type { RemoteSettings } from '../settings.ts';
import { acceptMail, type Bench, makeAccount, openBench, rowsOf } from '../testing.ts';
import type { TlsMeter } from '../tls-meter/tls-meter.ts';
import { StsPolicies } from './sts-policies.ts';

// Domains with DNSSEC, MTA-STS or DANE, and servers with right and wrong certificates. Tests only.

const REQUIRETLS = ['PIPELINING', '8BITMIME', 'DSN', 'REQUIRETLS'];

export async function certificate(...names: string[]) {
  const altNames = names.map((value) => ({ type: 2 as const, value }));
  const pair = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  return { cert: pair.cert, key: pair.private };
}

interface Issued {
  readonly until?: number;
  readonly isAuthority?: boolean;
}

/** Makes an authority that issues certificates; `from` is its certificate, even one that may not issue any. */
export async function authority(name: string, from?: { cert: string; key: string }) {
  const signs = [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
  ] as const;
  const kind = { keyType: 'ec', algorithm: 'sha256' } as const;
  const made = from ?? (await generate([{ name: 'commonName', value: name }], { ...kind, extensions: [...signs] }));
  const key = 'private' in made ? made.private : made.key;
  return {
    cert: made.cert,
    async issue(names: readonly string[], { until = 30, isAuthority = false }: Issued = {}) {
      const altNames = names.map((value) => ({ type: 2 as const, value }));
      const day = (days: number) => new Date(Date.now() + days * 86_400_000);
      const issued = await generate([{ name: 'commonName', value: names[0] ?? 'Middle' }], {
        ...kind,
        ca: { key, cert: made.cert },
        notBeforeDate: day(-30),
        notAfterDate: day(until),
        extensions: isAuthority ? [...signs] : [{ name: 'subjectAltName', altNames }],
      });
      return { cert: issued.cert, key: issued.private };
    },
  };
}

export const pair = await certificate('mx.signed.test', 'mx.sts.test', 'mx.nothing.test', 'own.test', 'mx.dane.test');
export const stranger = await certificate('elsewhere.test');
export const spki = (pem: string) =>
  createHash('sha256')
    .update(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
const HERE = { A: ['127.0.0.1'] };
export const zone: Zone = {
  'signed.test': { MX: [[10, 'mx.signed.test']], isAuthentic: true },
  'mx.signed.test': HERE,
  'sts.test': { MX: [[10, 'mx.sts.test']] },
  'mx.sts.test': HERE,
  '_mta-sts.sts.test': { TXT: ['v=STSv1; id=1'] },
  'other.test': { MX: [[10, 'mx.nothing.test']] },
  '_mta-sts.other.test': { TXT: ['v=STSv1; id=1'] },
  'away.test': { MX: [[10, 'mx.sts.test']] },
  '_mta-sts.away.test': { TXT: ['v=STSv1; id=1'] },
  'testing.test': { MX: [[10, 'mx.sts.test']] },
  '_mta-sts.testing.test': { TXT: ['v=STSv1; id=1'] },
  'kept.test': { MX: [[10, 'mx.sts.test']] },
  '_mta-sts.kept.test': { TXT: ['v=STSv1; id=1'] },
  'second.test': {
    MX: [
      [10, 'mx1.two.test'],
      [20, 'mx.sts.test'],
    ],
  },
  '_mta-sts.second.test': { TXT: ['v=STSv1; id=1'] },
  'nothing.test': { MX: [[10, 'mx.nothing.test']] },
  'mx.nothing.test': HERE,
  'own.test': HERE,
  'two.test': {
    MX: [
      [10, 'mx1.two.test'],
      [20, 'mx.signed.test'],
    ],
    isAuthentic: true,
  },
  'mx1.two.test': { A: ['127.0.0.2'] },
  'dane.test': { MX: [[10, 'mx.dane.test']], isAuthentic: true },
  'mx.dane.test': { ...HERE, isAuthentic: true },
  'alias.test': { MX: [[10, 'mx.alias.test']], isAuthentic: true },
  'mx.alias.test': { CNAME: 'mx.dane.test', isAuthentic: true },
};

export interface Peer {
  extensions?: string[];
  tls?: typeof pair | 'none';
  host?: string;
  port?: number;
}

export const startPeer = ({ extensions = REQUIRETLS, tls = pair, ...place }: Peer = {}) =>
  startSmtpPeer({ extensions, ...(tls !== 'none' && { tls }), ...place });

export interface Sent {
  mail?: Parameters<typeof acceptMail>[2];
  settings?: Partial<RemoteSettings>;
  tlsMeter?: Pick<TlsMeter, 'note'>;
}

/** A worker, and the server of the domains' policies. */
export interface TrustBench extends AsyncDisposable {
  readonly bench: Bench;
  readonly sts: StsPolicies;
  /** The requests to the server of policies. */
  readonly asked: string[];
  /** Whether that server has no policies at the moment. */
  isDown: boolean;
  /** Sends a mail; returns its resulting state and the reply. */
  send(domain: string, port: number, sent?: Sent): Promise<{ state: string | undefined; reply: string }>;
}

export async function openTrustBench(): Promise<TrustBench> {
  const stack = new AsyncDisposableStack();
  const bench = stack.use(await openBench(zone));
  await makeAccount(bench.pool, 'alice@postroom.test');
  const names = ['sts', 'other', 'away', 'testing', 'kept', 'second'].map((name) => `mta-sts.${name}.test`);
  const web = await certificate(...names);
  const asked: string[] = [];
  const server = createServer(web, (request, response) => {
    asked.push(`${request.headers.host?.split(':')[0]}${request.url}`);
    const host = request.headers.host ?? '';
    response.statusCode = host.startsWith('mta-sts.away') || trust.isDown ? 301 : 200;
    const mx = host.startsWith('mta-sts.other') ? '*.elsewhere.test' : 'mx.sts.test';
    const mode = host.startsWith('mta-sts.testing') ? 'testing' : 'enforce';
    response.end(`version: STSv1\r\nmode: ${mode}\r\nmx: ${mx}\r\nmax_age: 86400\r\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const dns = { servers: bench.dns.address, tryMs: 400, totalMs: 1_500 };
  const resolver = createResolver(dns);
  const addresses = {
    a: async () => ({ kind: 'found', records: ['127.0.0.1'], name: '', isAuthentic: false }) as const,
    aaaa: resolver.aaaa,
  };
  const outgoing = createOutgoing({
    resolver: addresses,
    listed: HostList.parse(names.map((name) => `${name}:${port}`).join(',')),
    ca: web.cert,
  });
  // Policies are at port 443, which tests may not open, so requests go to another port.
  const sts = new StsPolicies(bench.pool, resolver, {
    ask: (url, request) => outgoing.ask(url.replace('.test/', `.test:${port}/`), request),
  });
  const trust: TrustBench = {
    bench,
    sts,
    asked,
    isDown: false,
    async send(domain, port, { mail = {}, settings: others = {}, ...rest } = {}) {
      const resolver = createResolver({ ...dns, trustAd: 'yes' });
      const { mailId } = await acceptMail(bench.pool, [`bob@${domain}`], { returnContent: 'FULL', ...mail });
      const settings = { port, tls: { policy: 'opportunistic', ca: pair.cert }, ...others } as const;
      await deliverRemote(bench.context(settings, { sts, resolver, ...rest }), { destination: domain });
      const [row] = await rowsOf(bench.pool, mailId);
      return { state: row?.state, reply: row?.last_reply ?? '' };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
  return trust;
}
