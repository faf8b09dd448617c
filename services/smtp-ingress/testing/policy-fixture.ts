import assert from 'node:assert/strict';
import { readAccountPolicies } from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { AddressRanges } from '@postroom/net';
import { createPolicy, createPolicyMetrics, type PolicyOptions, parseRulesText } from '@postroom/policy';
import { createPolicyMemory } from '@postroom/queue';
import type { PolicyMemory } from '@postroom/queue/signals';
import { spfDomain } from '@postroom/sender-auth';
import { createMetrics } from '@postroom/service';
import { startDns, testRedis, Wire, type Zone } from '@postroom/testkit';
import { wasSent } from '@postroom/transit';
import { parseDnsLists } from '../../../packages/policy/dns-lists/lists.ts';
import { type AcceptedMail, startSmtp } from '../testing.ts';

/** The address of an ordinary mail server: its name resolves to it, and it accepts mail. */
export const GOOD = '203.0.113.7';
export const NAMELESS = '198.51.100.9';

const zone: Zone = {
  '7.113.0.203.in-addr.arpa': { PTR: ['mail.good.example'] },
  'mail.good.example': { A: [GOOD] },
  'good.example': { MX: [[10, 'mail.good.example']] },
  '8.113.0.203.in-addr.arpa': { PTR: ['mail.good.example'] },
  'pool.example': { MX: [[10, 'mail.good.example']], TXT: ['v=spf1 ip4:192.0.71.0/24 ip4:192.0.72.0/24 -all'] },
  'nothing.example': { TXT: ['neither mx nor address'] },
  'nullmx.example': { MX: [[0, '']] },
  'away.example': 'SERVFAIL',
  '9.100.51.198.block.example': { A: ['127.0.0.2'] },
  '9.100.51.198.broken.example': { A: ['127.255.255.254'] },
  '7.113.0.203.allow.example': { A: ['127.0.5.2'] },
};

export interface Wanted extends Partial<PolicyOptions> {
  checks?: string;
  lists?: string;
  limits?: Partial<PolicyOptions['tools']['limits']>;
  tools?: never;
  memory?: PolicyMemory;
}

export interface Sending {
  at?: number;
  client?: string;
  helo?: string;
  from?: string;
  to?: string[];
  header?: string;
  body?: string;
}

export const LETTER = 'From: Carol <carol@good.example>\r\nSubject: lunch\r\n';

/** Makes other servers, a port with a policy for their mail, and three accounts here: alice, bob and dora. */
export async function openPolicyFixture() {
  await using starting = new AsyncDisposableStack();
  const dns = starting.use(await startDns(zone));
  const redis = starting.use(await testRedis());
  const smtp = starting.use(await startSmtp());
  const alice = await smtp.account('alice@postroom.test');
  for (const name of ['bob', 'dora']) await smtp.account(`${name}@postroom.test`);
  const metrics = createMetrics('smtp-ingress');
  const counts = createPolicyMetrics(metrics);
  const memory = starting.use(createPolicyMemory(redis));
  while ((await memory.count('connected', 'x', 10).catch(() => 0)) === 0) await new Promise(setImmediate);

  const resolver = createResolver({ servers: dns.address, tryMs: 200, totalMs: 500 });

  /** Opens an `mx` port with this policy. */
  async function listen({ checks = '', lists = '', limits = {}, memory: other = memory, ...options }: Wanted = {}) {
    const policy = createPolicy({
      mode: 'enforce',
      rules: parseRulesText(checks),
      thresholds: { junkPoints: 5, quarantinePoints: 0, rejectPoints: 15 },
      withinMs: 1_000,
      exempt: AddressRanges.parse(''),
      asksPrivate: false,
      readPolicies: (ids) => readAccountPolicies(smtp.pool, ids),
      freshMs: 0,
      metrics: counts,
      ...options,
      tools: {
        resolver,
        memory: other,
        hostname: 'mail.postroom.test',
        dnsLists: parseDnsLists(lists),
        wasSent: (ids) => wasSent(smtp.pool, ids),
        spfDomain: (client) => spfDomain(client, { resolver, hostname: 'mail.postroom.test', withinMs: 500 }),
        limits: {
          networkMails: 5000,
          networkRecipients: 10_000,
          unknownRecipients: 100,
          greylistSeconds: 60,
          greylistDays: 36,
          ...limits,
        },
      },
    });
    return smtp.listen('mx', { proxies: '127.0.0.1', services: { policy } });
  }

  const ordinary = await listen();

  async function greeted({ at = ordinary, client = GOOD, helo = 'mail.good.example' }: Sending): Promise<Wire> {
    const wire = await Wire.connect({ port: at, timeout: 15_000 });
    await wire.send(`PROXY TCP4 ${client} 192.0.2.1 56324 25\r\n`);
    await wire.expect(/^220 /);
    await wire.line(`EHLO ${helo}`);
    await wire.until(/^250 /);
    return wire;
  }

  /** Sends a mail; returns the last reply. */
  async function bring(sending: Sending = {}): Promise<string> {
    const { from = 'carol@good.example', to = ['alice@postroom.test'], header = LETTER, body = 'hello\r\n' } = sending;
    await using wire = await greeted(sending);
    await wire.ask(`MAIL FROM:<${from}>`, /^250 /);
    for (const address of to) {
      await wire.line(`RCPT TO:<${address}>`);
      const answer = await wire.readLine();
      if (!answer.startsWith('250 ')) return answer;
    }
    await wire.ask('DATA', /^354 /);
    await wire.send(`${header}\r\n${body}.\r\n`);
    return await wire.readLine();
  }

  async function accepted(sending: Sending = {}): Promise<AcceptedMail> {
    assert.match(await bring(sending), /^250 2\.0\.0 /);
    return (await smtp.accepted()).at(-1) ?? assert.fail('nothing was accepted');
  }

  /** Returns how often a check had this result. */
  async function counted(check: string, result: string): Promise<number> {
    const found = (await metrics.metrics()).match(
      new RegExp(`^postroom_policy_checks_total\\{[^}]*check="${check}"[^}]*result="${result}"[^}]*\\} (\\d+)`, 'm'),
    );
    return Number(found?.[1] ?? 0);
  }

  const stack = starting.move();
  return {
    smtp,
    alice,
    metrics,
    ordinary,
    listen,
    bring,
    accepted,
    counted,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
