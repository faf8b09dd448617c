import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import {
  findScope,
  NO_POLICY_SETTINGS,
  putPolicySettings,
  putSenderRule,
  readAccountPolicies,
} from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { AddressRanges } from '@postroom/net';
import { createPolicy, createPolicyMetrics, type PolicyOptions, parseRulesText } from '@postroom/policy';
import { createPolicyMemory } from '@postroom/queue';
import { createMetrics } from '@postroom/service';
import { startDns, testRedis, Wire, type Zone } from '@postroom/testkit';
import { wasSent } from '@postroom/transit';
import { parseDnsLists } from '../../packages/policy/dns-lists/lists.ts';
import { type AcceptedMail, PASSWORD, putAlias, startSmtp } from './testing.ts';

/** A server as there are many: its name is its address's, and it takes mail. */
const GOOD = '203.0.113.7';
const NAMELESS = '198.51.100.9';

const zone: Zone = {
  '7.113.0.203.in-addr.arpa': { PTR: ['mail.good.example'] },
  'mail.good.example': { A: [GOOD] },
  'good.example': { MX: [[10, 'mail.good.example']] },
  '8.113.0.203.in-addr.arpa': { PTR: ['mail.good.example'] },
  'nothing.example': { TXT: ['neither mx nor address'] },
  'nullmx.example': { MX: [[0, '']] },
  'away.example': 'SERVFAIL',
  '9.100.51.198.block.example': { A: ['127.0.0.2'] },
  '9.100.51.198.broken.example': { A: ['127.255.255.254'] },
  '7.113.0.203.allow.example': { A: ['127.0.5.2'] },
};

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const dns = stack.use(await startDns(zone));
const redis = stack.use(await testRedis());
const smtp = stack.use(await startSmtp());
const alice = await smtp.account('alice@postroom.test');
await smtp.account('bob@postroom.test');
await smtp.account('dora@postroom.test');
const metrics = createMetrics('smtp-ingress');
const counts = createPolicyMetrics(metrics);
const memory = stack.use(createPolicyMemory(redis));
await connected();

async function connected(): Promise<void> {
  while ((await memory.count('connected', 'x', 10).catch(() => 0)) === 0) await new Promise(setImmediate);
}

interface Wanted extends Partial<PolicyOptions> {
  checks?: string;
  lists?: string;
  limits?: Partial<PolicyOptions['tools']['limits']>;
  tools?: never;
  memory?: typeof memory;
}

/** A port of the public kind with this policy. */
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
      resolver: createResolver({ servers: dns.address, tryMs: 200, totalMs: 500 }),
      memory: other,
      hostname: 'mail.postroom.test',
      dnsLists: parseDnsLists(lists),
      wasSent: (ids) => wasSent(smtp.pool, ids),
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

interface Sending {
  at?: number;
  client?: string;
  helo?: string;
  from?: string;
  to?: string[];
  header?: string;
  body?: string;
}

const LETTER = 'From: Carol <carol@good.example>\r\nSubject: lunch\r\n';

async function greeted({ at = ordinary, client = GOOD, helo = 'mail.good.example' }: Sending): Promise<Wire> {
  const wire = await Wire.connect({ port: at, timeout: 15_000 });
  await wire.send(`PROXY TCP4 ${client} 192.0.2.1 56324 25\r\n`);
  await wire.expect(/^220 /);
  await wire.line(`EHLO ${helo}`);
  await wire.until(/^250 /);
  return wire;
}

/** Brings a mail; returns the last answer. */
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

/** Alice sends a mail to Bob. */
async function submit(header: string): Promise<void> {
  await using wire = await Wire.connect({ port: await smtp.listen('submission') });
  await wire.expect(/^220 /);
  await wire.line('EHLO alice.test');
  await wire.until(/^250 /);
  const login = Buffer.from(`\0alice@postroom.test\0${PASSWORD}`).toString('base64');
  await wire.ask(`AUTH PLAIN ${login}`, /^235 /);
  await wire.ask('MAIL FROM:<alice@postroom.test>', /^250 /);
  await wire.ask('RCPT TO:<bob@postroom.test>', /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.ask(`${header}\r\nhi\r\n.`, /^250 /);
}

async function counted(check: string, result: string): Promise<number> {
  const found = (await metrics.metrics()).match(
    new RegExp(`^postroom_policy_checks_total\\{[^}]*check="${check}"[^}]*result="${result}"[^}]*\\} (\\d+)`, 'm'),
  );
  return Number(found?.[1] ?? 0);
}

/** A zip file with one entry of this name. */
function zip(name: string): Buffer {
  const content = deflateRawSync('whatever it does');
  const local = Buffer.alloc(30);
  local.write('PK\x03\x04', 'latin1');
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt16LE(Buffer.byteLength(name), 26);
  return Buffer.concat([local, Buffer.from(name), content]);
}

function attached(name: string, content: Buffer): Sending {
  const header = `${LETTER}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n`;
  const part = `Content-Type: application/octet-stream; name="${name}"\r\nContent-Transfer-Encoding: base64\r\n`;
  const text = '--b\r\nContent-Type: text/plain\r\n\r\nsee there\r\n';
  return { header, body: `${text}--b\r\n${part}\r\n${content.toString('base64')}\r\n--b--\r\n` };
}

function html(text: string): Sending {
  return { header: `${LETTER}Content-Type: text/html; charset=utf-8\r\n`, body: `${text}\r\n` };
}

describe('a mail as there are many', () => {
  test('is taken as it came, and its trace says that it was looked at', async () => {
    const { spam, raw, scans } = await accepted();
    assert.equal(spam, false);
    assert.doesNotMatch(raw, /X-Spam/);
    assert.deepEqual({ ...scans?.policy, seconds: 0 }, { result: 'accept', seconds: 0, score: 0, required: 5 });
    assert.deepEqual(Object.keys(scans ?? {}), ['policy']);
  });

  test('from inside is asked nothing about its client', async () => {
    const before = await counted('reverse-dns', 'nothing');
    assert.equal((await accepted({ client: '10.1.2.3', helo: 'x' })).scans?.policy?.score, 0);
    assert.equal(await counted('reverse-dns', 'nothing'), before);
  });
});

describe('points', () => {
  test('make a mail junk together, and the header says why in words', async () => {
    const { spam, raw, scans } = await accepted({ client: NAMELESS, helo: 'localhost', from: 'x@nothing.example' });
    assert.equal(spam, true);
    const reason =
      'nothing.example, which it is from, can take no mail; the client has no name of the internet; 198.51.100.9 has no name in DNS';
    assert.ok(raw.includes(`X-Spam-Flag: YES\r\nX-Spam-Reason: ${reason}\r\n`), raw);
    assert.deepEqual({ ...scans?.policy, seconds: 0 }, { result: 'junk', seconds: 0, score: 7.5, required: 5, reason });
    assert.equal(scans?.['policy reverse-dns']?.reason, '198.51.100.9 has no name in DNS');
  });

  test('what is found alone is written down only', async () => {
    const { spam, raw, scans } = await accepted({ client: '203.0.113.8' });
    assert.equal(spam, false);
    assert.doesNotMatch(raw, /X-Spam/);
    assert.match(scans?.policy?.reason ?? '', /the name of 203\.0\.113\.8, mail\.good\.example, leads elsewhere/);
  });

  test('beyond the threshold refuse it, and with POLICY=mark nothing is done', async () => {
    const lists = 'block.example=20';
    const reply = await bring({ at: await listen({ lists }), client: NAMELESS });
    assert.match(reply, /^550 5\.7\.1 Message refused: 198\.51\.100\.9 is listed by block\.example; /);
    const { spam, scans } = await accepted({ at: await listen({ lists, mode: 'mark' }), client: NAMELESS });
    assert.equal(spam, false);
    assert.match(scans?.policy?.reason ?? '', /^would be reject: /);
  });

  test('fields in which others say what we say are taken out', async () => {
    const { raw } = await accepted({ header: `X-Spam-Reason: none\r\nX-SPAM-flag: NO\r\n${LETTER}` });
    assert.doesNotMatch(raw, /x-spam/i);
  });

  test('of settings go before those of a check, and off is off', async () => {
    const client = NAMELESS;
    assert.equal((await accepted({ at: await listen({ checks: 'reverse-dns=6' }), client })).spam, true);
    assert.equal((await accepted({ at: await listen({ checks: 'reverse-dns=junk' }), client })).spam, true);
    const none = await accepted({ at: await listen({ checks: 'reverse-dns=off' }), client });
    assert.deepEqual(Object.keys(none.scans ?? {}), ['policy']);
    assert.match(await bring({ at: await listen({ checks: 'reverse-dns=defer' }), client }), /^451 4\.7\.1 /);
  });
});

describe('the client', () => {
  test('is looked for on all lists at once; an answer that means an error is none', async () => {
    const lists = 'block.example=3, broken.example=30, nobody.example=30';
    const { scans } = await accepted({ at: await listen({ lists }), client: NAMELESS });
    assert.equal(scans?.policy?.score, 4.5);
    const allowed = await accepted({ at: await listen({ lists: 'allow.example=-2' }), helo: 'localhost' });
    assert.equal(allowed.scans?.policy?.score, 0);
  });

  test('that calls itself by our name or by the address of another is doubted', async () => {
    const said = async (helo: string) => (await accepted({ helo })).scans?.['policy helo']?.reason;
    assert.equal(await said('MAIL.postroom.test'), 'the client calls itself by our name');
    assert.match((await said('[192.0.2.200]')) ?? '', /192\.0\.2\.200, which is not its address/);
    assert.equal(await said(`[${GOOD}]`), undefined);
    assert.match((await said(GOOD)) ?? '', /without the brackets/);
  });

  test('that does not wait for the greeting is let go, unless that is off', async () => {
    const early = async (at: number) => {
      await using wire = await Wire.connect({ port: at, timeout: 15_000 });
      await wire.send(`PROXY TCP4 ${GOOD} 192.0.2.1 56324 25\r\nEHLO early\r\n`);
      return await wire.readLine();
    };
    assert.match(await early(ordinary), /^421 4\.7\.0 You talk too soon/);
    assert.match(await early(await listen({ checks: 'early-talker=3' })), /^220 /);
  });

  test('of a network that brings too much is asked to come later', async () => {
    const at = await listen({ limits: { networkMails: 2 } });
    const client = '192.0.66.1';
    assert.match(await bring({ at, client }), /^250 /);
    assert.match(await bring({ at, client: '192.0.66.77' }), /^250 /);
    assert.match(await bring({ at, client }), /^451 4\.7\.1 Try again later: too many mails from 192\.0\.66\.0\/24/);
    assert.match(await bring({ at, client: '192.0.67.1' }), /^250 /);
  });

  test('of a network whose few mails go to too many is asked to come later', async () => {
    const at = await listen({ limits: { networkRecipients: 3 } });
    const to = ['alice@postroom.test', 'bob@postroom.test'];
    assert.match(await bring({ at, client: '192.0.71.1', to }), /^250 /);
    const reply = await bring({ at, client: '192.0.71.9', to });
    assert.match(reply, /^451 4\.7\.1 Try again later: too many recipients from 192\.0\.71\.0\/24/);
    assert.match(await bring({ at, client: '192.0.72.1', to }), /^250 /);
  });

  test('of a network that tries names is refused after some, while others are not', async () => {
    const at = await listen({ limits: { unknownRecipients: 3 } });
    const client = '192.0.68.1';
    for (let n = 0; n < 4; n++)
      assert.match(await bring({ at, client, to: [`no${n}@postroom.test`] }), /^550 5\.1\.1 /);
    assert.match(await bring({ at, client }), /^450 4\.7\.1 Too many unknown recipients from 192\.0\.68\.0\/24/);
    assert.match(await bring({ at, client: '192.0.69.1' }), /^250 /);
  });

  test('that was never here has to come again with greylisting, and then never more', async () => {
    const at = await listen({ checks: 'greylist=defer', limits: { greylistSeconds: 1 } });
    const client = '192.0.70.1';
    assert.match(await bring({ at, client }), /^450 4\.7\.1 Greylisted, come again in 1 s/);
    const until = Date.now() + 10_000;
    let answer = '';
    while (!answer.startsWith('250') && Date.now() < until) answer = await bring({ at, client });
    assert.match(answer, /^250 /);
    assert.match(await bring({ at, client: '192.0.70.2' }), /^250 /);
    assert.match(await bring({ at, client, from: 'dave@good.example' }), /^450 4\.7\.1 /);
  });
});

describe('the envelope', () => {
  test('names somebody who can be told; who cannot be asked about is believed', async () => {
    const said = async (from: string) => (await accepted({ from })).scans?.['policy sender-domain'];
    assert.match((await said('x@nullmx.example'))?.reason ?? '', /says that it takes no mail/);
    assert.equal((await said('x@away.example'))?.result, 'failed');
    assert.equal(await said(''), undefined);
  });

  test('of a report has one recipient', async () => {
    const to = ['alice@postroom.test', 'bob@postroom.test'];
    assert.equal((await accepted({ from: '', to })).spam, true);
    assert.equal((await accepted({ to })).spam, false);
  });
});

describe('a report', () => {
  /** As servers write it: what it says, and in its last part what it returns. */
  const report = (type: string, returned: string): Sending => ({
    from: '',
    header: `From: MAILER-DAEMON@good.example\r\nContent-Type: multipart/report; report-type="${type}"; boundary=b\r\n`,
    body: `--b\r\n\r\nIt could not be delivered.\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n${returned}\r\n--b--\r\n`,
  });
  const found = async (sending: Sending) => (await accepted(sending)).scans?.['policy backscatter']?.reason;

  test('is of a message that somebody here sent, else junk', async () => {
    await submit('Message-ID: <sent@postroom.test>\r\nFrom: alice@postroom.test\r\n');
    const id = (spelled: string) => report('delivery-status', `Subject: hi\r\n${spelled}\r\n`);
    assert.equal(await found(id('Message-ID: <sent@postroom.test>')), undefined);
    assert.equal(await found(id('MESSAGE-ID:\r\n <sent@postroom.test>')), undefined);
    const forged = await accepted(id('Message-Id: <never@postroom.test>'));
    assert.equal(forged.spam, true);
    assert.match(forged.raw, /X-Spam-Reason: it returns a message that nobody here sent\r\n/);
    const old = 'Hi. This is the program at good.example.\r\n> Message-ID: <never@postroom.test>\r\n';
    assert.ok(await found({ from: '', header: LETTER, body: old }), 'as programs wrote them before RFC 3464');
  });

  test('that is believed says not which message it returns, is of its reader, or has a sender', async () => {
    const never = 'Message-ID: <never@postroom.test>\r\n';
    assert.equal(await found(report('delivery-status', 'Subject: hi\r\n')), undefined);
    assert.equal(await found(report('disposition-notification', never)), undefined);
    assert.equal(await found({ ...report('delivery-status', never), from: 'carol@good.example' }), undefined);
    assert.equal(await found({ from: '', header: `${never}${LETTER}` }), undefined, 'its own id is none');
  });

  test('that somebody brings back which came from outside was never sent here', async () => {
    await accepted({ header: `Message-ID: <came@good.example>\r\n${LETTER}` });
    assert.ok(await found(report('delivery-status', 'Message-ID: <came@good.example>\r\n')));
  });

  test('is believed about mail that was passed on', async () => {
    await putAlias(smtp.pool, 'forward@postroom.test', ['alice@elsewhere.example']);
    await accepted({ to: ['forward@postroom.test'], header: `Message-ID: <passed@good.example>\r\n${LETTER}` });
    assert.equal(await found(report('delivery-status', 'Message-ID: <passed@good.example>\r\n')), undefined);
  });
});

describe('the message', () => {
  const said = async (sending: Sending, check: string) => (await accepted(sending)).scans?.[`policy ${check}`]?.reason;

  test('has an author who is not shown as another', async () => {
    const as = (name: string) => said({ header: `From: ${name} <carol@good.example>\r\n` }, 'display-name');
    assert.equal(await as('"boss@postroom.test"'), 'its author is shown as boss@postroom.test, and is not');
    const word = `=?utf-8?B?${Buffer.from('Boss <boss@postroom.test>').toString('base64')}?=`;
    assert.match((await as(word)) ?? '', /boss@postroom\.test/);
    assert.equal(await as('"carol@good.example"'), undefined);
    assert.equal(await as('Carol'), undefined);
  });

  test('is of no domain that looks like ours', async () => {
    const of = (domain: string) => said({ header: `From: <carol@${domain}>\r\n` }, 'look-alike');
    assert.equal(await of('p0str0om.test'), 'p0str0om.test looks like postroom.test');
    assert.equal(await of('xn--pstroom-cxh.test'), undefined);
    assert.match((await of(new URL('http://p\u043estroom.test').hostname)) ?? '', /mixes letters|looks like/);
    assert.equal(await of('postroom.test'), undefined);
    assert.equal(await of('sub.postroom.test'), undefined);
    assert.equal(await of('good.example'), undefined);
  });

  test('has links that lead where they say', async () => {
    const link = (to: string, shown: string) => said(html(`<p><a href="${to}">${shown}</a></p>`), 'links');
    assert.equal(
      await link('http://evil.example/x', 'https://www.<b>bank.com</b>/login'),
      'a link shows www.bank.com and leads to evil.example',
    );
    assert.match((await link('http://192.0.2.4/', 'bank.com')) ?? '', /leads to 192\.0\.2\.4/);
    assert.equal(await link('https://news.bank.com/x', 'www.bank.com'), undefined);
    assert.equal(await link('http://evil.example/', 'README.md'), undefined);
    assert.equal(await link('http://evil.example/', 'click here'), undefined);
  });

  test('has no program in it, as what it is or in an archive', async () => {
    assert.equal((await accepted(attached('invoice.pdf', Buffer.from('%PDF')))).spam, false);
    assert.equal((await accepted(attached('photos.zip', zip('cat.jpg')))).spam, false);
    const direct = await accepted(attached('invoice.pdf.exe ', Buffer.from('MZ')));
    assert.equal(direct.spam, true);
    assert.match(direct.raw, /X-Spam-Reason: a program is attached \(invoice\.pdf\.exe/);
    const inside = await accepted(attached('invoice.zip', zip('dir/invoice.js')));
    assert.match(inside.raw, /X-Spam-Reason: an attached archive has a program in it \(invoice\.js\)/);
  });
});

describe('people and domains', () => {
  const platform = { domain: null, accountId: null };
  const junk: Sending = { client: NAMELESS, helo: 'localhost', from: 'x@nothing.example' };

  test('may always or never take what a sender writes; the nearest rule counts, and of it the most particular', async () => {
    const fate = async (from: string, sending: Sending = junk) => {
      const header = `From: ${from}\r\nSubject: x\r\n`;
      return (await bring({ ...sending, header })).slice(0, 3) === '250'
        ? (await smtp.accepted()).at(-1)?.spam
        : 'refused';
    };
    assert.equal(await fate('news@shop.example'), true);
    await putSenderRule(smtp.pool, platform, { rule: 'never', pattern: '*.shop.example' });
    await putSenderRule(smtp.pool, platform, { rule: 'never', pattern: 'shop.example' });
    assert.equal(await fate('news@shop.example'), 'refused');
    assert.equal(await fate('news@mail.SHOP.example', {}), 'refused');
    await putSenderRule(smtp.pool, await findScope(smtp.pool, 'postroom.test'), {
      rule: 'always',
      pattern: 'news@shop.example',
    });
    assert.equal(await fate('news@shop.example'), false);
    await putSenderRule(smtp.pool, await findScope(smtp.pool, 'alice@postroom.test'), {
      rule: 'never',
      pattern: 'n*@shop.example',
    });
    assert.equal(await fate('news@shop.example'), 'refused');
    await putSenderRule(smtp.pool, { domain: null, accountId: alice }, { rule: 'always', pattern: `${NAMELESS}/32` });
    assert.equal(await fate('news@shop.example'), 'refused');
    assert.equal(await fate('other@far.example'), false);
  });

  test('of whom one never wants it get it as Junk where others want it', async () => {
    await putSenderRule(smtp.pool, { domain: null, accountId: alice }, { rule: 'never', pattern: 'list@good.example' });
    const to = ['bob@postroom.test', 'alice@postroom.test'];
    const { spam } = await accepted({ to, header: 'From: list@good.example\r\n' });
    assert.equal(spam, false);
    const { rows } = await smtp.pool.query<{ recipient: string; junk: boolean | null }>(
      'select recipient, junk from deliveries where mail_id = (select max(id::text)::uuid from accepted_mails) order by recipient',
    );
    assert.deepEqual(rows, [
      { recipient: 'alice@postroom.test', junk: true },
      { recipient: 'bob@postroom.test', junk: null },
    ]);
  });

  test('have thresholds and weights of their own', async () => {
    const scope = await findScope(smtp.pool, 'bob@postroom.test');
    const to = ['bob@postroom.test'];
    const sending = { ...junk, to };
    assert.equal((await accepted(sending)).spam, true);
    await putPolicySettings(smtp.pool, scope, { ...NO_POLICY_SETTINGS, junkPoints: 9 });
    assert.equal((await accepted(sending)).spam, false);
    await putPolicySettings(smtp.pool, scope, {
      ...NO_POLICY_SETTINGS,
      junkPoints: 9,
      rejectPoints: 20,
      checks: { helo: '30' },
    });
    assert.match(await bring(sending), /^550 5\.7\.1 /);
    await putPolicySettings(smtp.pool, scope, { ...NO_POLICY_SETTINGS, checks: { helo: 'off' } });
    assert.equal((await accepted(sending)).scans?.policy?.score, 5.5);
    await putPolicySettings(smtp.pool, scope, NO_POLICY_SETTINGS);
  });

  test('have mail kept apart from so many points on, each by his own', async () => {
    const fates = async (sending: Sending) => {
      assert.match(await bring(sending), /^250 /);
      const { rows } = await smtp.pool.query<{ recipient: string; state: string; reason: string | null }>(
        `select recipient, state, quarantine->>'reason' as reason from deliveries
         where mail_id = (select max(id::text)::uuid from accepted_mails) order by recipient`,
      );
      return rows.map(({ recipient, state, reason }) => [recipient.split('@')[0], state, reason !== null]);
    };
    const sending = { ...junk, to: ['dora@postroom.test', 'bob@postroom.test'] };
    const scope = await findScope(smtp.pool, 'bob@postroom.test');
    await putPolicySettings(smtp.pool, scope, { ...NO_POLICY_SETTINGS, quarantinePoints: 6 });
    const differing = [
      ['bob', 'quarantined', true],
      ['dora', 'queued', false],
    ];
    assert.deepEqual(await fates(sending), differing);
    // What bob alone would refuse is kept apart from him, since dora takes it.
    await putPolicySettings(smtp.pool, scope, { ...NO_POLICY_SETTINGS, quarantinePoints: 6, rejectPoints: 7 });
    assert.deepEqual(await fates(sending), differing);
    assert.match(await bring({ ...sending, to: ['bob@postroom.test'] }), /^550 5\.7\.1 /);
    const apart = await listen({ thresholds: { junkPoints: 5, quarantinePoints: 6, rejectPoints: 15 } });
    assert.deepEqual(await fates({ ...sending, at: apart }), [differing[0], ['dora', 'quarantined', true]]);
    // Who gets it released gets it as a letter: programs file what has the flag as junk.
    assert.doesNotMatch((await smtp.accepted()).at(-1)?.raw ?? '', /X-Spam/);
    await putPolicySettings(smtp.pool, scope, { ...NO_POLICY_SETTINGS, quarantinePoints: 0 });
    assert.deepEqual(await fates({ ...sending, at: apart }), [
      ['bob', 'queued', false],
      ['dora', 'quarantined', true],
    ]);
    const marking = await listen({
      mode: 'mark',
      thresholds: { junkPoints: 5, quarantinePoints: 6, rejectPoints: 15 },
    });
    assert.deepEqual(
      (await fates({ ...sending, at: marking })).map(([, state]) => state),
      ['queued', 'queued'],
    );
    await putPolicySettings(smtp.pool, scope, NO_POLICY_SETTINGS);
  });
});

test('while DNS and Redis are away mail is taken, and nobody waits long', async () => {
  const away = stack.use(createPolicyMemory({ url: 'redis://127.0.0.1:1', prefix: 'x' }));
  const at = await listen({ memory: away, checks: 'greylist=defer', withinMs: 300 });
  const { spam, scans } = await accepted({ at, client: '192.0.99.1', from: 'x@away.example' });
  assert.equal(spam, false);
  for (const check of ['network-rate', 'sender-domain'])
    assert.equal(scans?.[`policy ${check}`]?.result, 'failed', check);
  assert.ok((await counted('greylist', 'failed')) > 0);
});

test('what each check took of these mails, most of it while the client went on', async (t) => {
  const found = await metrics.getMetricsAsJSON();
  const values = (found.find(({ name }) => name === 'postroom_policy_check_seconds')?.values ?? []) as readonly {
    metricName?: string;
    value: number;
    labels: { check?: string };
  }[];
  const of = (check: string | undefined, what: string) =>
    values.find(({ metricName, labels }) => metricName?.endsWith(what) && labels.check === check)?.value ?? 0;
  const checks = [...new Set(values.map(({ labels }) => labels.check))];
  for (const check of checks) {
    const count = of(check, '_count');
    t.diagnostic(`${check}: ${((of(check, '_sum') / count) * 1000).toFixed(3)} ms of ${count}`);
  }
  assert.ok(checks.length >= 12, checks.join());
});
