import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { findScope, NO_POLICY_SETTINGS, type OwnSenders, putPolicySettings } from '@postroom/directory';
import { createResolver } from '@postroom/dns';
import { createAuthentication, createAuthenticationMetrics } from '@postroom/intake/authentication';
import { AddressRanges } from '@postroom/net';
import { ReturnPaths } from '@postroom/sender-auth/srs';
import { createMetrics } from '@postroom/service';
import { startDns, Wire, type Zone } from '@postroom/testkit';
import { LETTER, resealed, retold, STRANGER, signed, testKey } from '../../packages/sender-auth/testing.ts';
import { submit } from './testing/submit.ts';
import { type AcceptedMail, startSmtp } from './testing.ts';

const OTHER = '203.0.113.99';
const EXEMPT = '203.0.113.200';
const key = await testKey('ed25519-sha256');
const ours = await testKey('ed25519-sha256', 'postroom.test');
const sealer = await testKey('rsa-sha256', 'lists.example', 'seal');
const unknown = await testKey('rsa-sha256', 'unknown.example', 'seal');
const silent = await testKey('rsa-sha256', 'silent.example', 'seal');

const zone: Zone = {
  ...key.zone,
  ...ours.zone,
  ...sealer.zone,
  ...unknown.zone,
  'example.org': { TXT: [`v=spf1 ip4:${STRANGER} -all`] },
  '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject'] },
  'doubtful.example': { TXT: ['v=spf1 -all'] },
  '_dmarc.doubtful.example': { TXT: ['v=DMARC1; p=quarantine'] },
  'seal._domainkey.silent.example': 'SERVFAIL',
  'away.example': { TXT: ['v=spf1 -all'] },
  '_dmarc.away.example': 'SERVFAIL',
};

const dns = await startDns(zone);
const smtp = await startSmtp();
after(async () => {
  await smtp[Symbol.asyncDispose]();
  await dns[Symbol.asyncDispose]();
});
await smtp.account('bob@postroom.test');
await smtp.account('alice@postroom.test');

const metrics = createMetrics('smtp-ingress');
const counts = createAuthenticationMetrics(metrics);

const returnPaths = new ReturnPaths(['a secret of these tests, and long enough']);

function authentication(
  mode: 'mark' | 'enforce',
  { ownSenders = 'refuse', asksPrivate = false }: { ownSenders?: OwnSenders; asksPrivate?: boolean } = {},
) {
  return createAuthentication({
    mode,
    ownSenders,
    asksPrivate,
    withinMs: 3_000,
    hostname: 'mail.postroom.test',
    store: smtp.services.store,
    exempt: AddressRanges.parse(EXEMPT),
    trustedSealers: new Set(['lists.example', 'silent.example']),
    returnPaths,
    resolver: createResolver({ servers: dns.address, tryMs: 200, totalMs: 600 }),
    metrics: counts,
  });
}

const proxies = '127.0.0.1';
const port = await smtp.listen('mx', { proxies, services: { authentication: authentication('enforce') } });
const marking = await smtp.listen('mx', { proxies, services: { authentication: authentication('mark') } });
const lenient = await smtp.listen('mx', {
  proxies,
  services: { authentication: authentication('enforce', { ownSenders: 'accept' }) },
});

interface From {
  readonly client?: string;
  readonly reversePath?: string;
  readonly at?: number;
}

/** Sends a message as a client from the internet. Returns the reply to the end of DATA. */
async function bring(message: string | Buffer, { client = STRANGER, reversePath = '', at = port }: From = {}) {
  await using wire = await Wire.connect({ port: at, timeout: 15_000 });
  await wire.send(`PROXY TCP4 ${client} 192.0.2.1 56324 25\r\n`);
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask(`MAIL FROM:<${reversePath}>`, /^250 /);
  await wire.ask('RCPT TO:<bob@postroom.test>', /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send(message);
  await wire.line('.');
  return await wire.readLine();
}

async function accepted(message: string | Buffer, from: From = {}): Promise<AcceptedMail> {
  assert.match(await bring(message, from), /^250 /);
  return (await smtp.accepted()).at(-1) ?? assert.fail('nothing was accepted');
}

/** Returns the Authentication-Results fields in our name, unfolded. */
function resultsIn(raw: string): string[] {
  const header = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return header
    .split('\r\n')
    .filter((line) => /^authentication-results\s*:\s*(\(.*\))?\s*"?mail\.postroom\.test/i.test(line));
}

const from = (address: string) => LETTER.replace('alice@example.org', address);

describe('mail from other servers', () => {
  test('gets one Authentication-Results field of ours above all that it came with', async () => {
    const { raw, spam, scans } = await accepted(await signed(LETTER, [key]), { reversePath: 'alice@example.org' });
    const [field, ...others] = resultsIn(raw);
    assert.deepEqual(others, []);
    assert.match(
      field ?? '',
      / spf=pass \(.*\) smtp\.mailfrom=example\.org; dkim=pass header\.d=example\.org .*; dmarc=pass .*header\.from=example\.org/,
    );
    assert.ok(raw.indexOf('Authentication-Results') < raw.indexOf('DKIM-Signature'));
    assert.equal(spam, false);
    assert.deepEqual(
      { ...scans?.['sender-auth'], seconds: 0 },
      { result: 'accepted', seconds: 0, reason: 'spf=pass dkim=pass dmarc=pass' },
    );
  });

  test('loses every Authentication-Results field in our name, in any spelling', async () => {
    const lies = [
      'Authentication-Results: mail.postroom.test; dmarc=pass',
      'AUTHENTICATION-RESULTS: MAIL.Postroom.TEST; dkim=pass',
      'authentication-results : mail.postroom.test; spf=pass',
      'Authentication-Results:\r\n\tmail.postroom.test\r\n\t; dmarc=pass',
      'Authentication-Results: (a (nested) comment) mail.postroom.test 1; dmarc=pass',
      'Authentication-Results: "mail.postroom.test"; dmarc=pass',
      'Authentication-Results: mail.postroom.test/1; dmarc=pass',
      'Authentication-Results: mail.postroom.test., dmarc=pass',
      'X-Spam-Reason: none at all',
    ];
    const theirs = 'Authentication-Results: mail.elsewhere.example; dmarc=pass';
    const { raw } = await accepted(`${[...lies, theirs].join('\r\n')}\r\n${LETTER}`, {
      reversePath: 'alice@example.org',
    });
    assert.equal(resultsIn(raw).length, 1);
    assert.match(resultsIn(raw)[0] ?? '', /dmarc=pass \(p=REJECT\)/i);
    assert.ok(raw.includes(theirs));
    assert.ok(!/X-Spam-Reason/i.test(raw));
  });

  test('is refused at the end of DATA if its domain asks for it by DMARC, with the reason', async () => {
    const before = (await smtp.accepted()).length;
    const reply = await bring(LETTER, { client: OTHER, reversePath: 'x@elsewhere.example' });
    assert.match(
      reply,
      /^550 5\.7\.1 Message refused: nothing proves that it is from example\.org, which wants such mail refused \(DMARC p=reject\)/,
    );
    const changed = (await signed(LETTER, [key])).toString().replace('this is it', 'this is another');
    assert.match(await bring(changed, { client: OTHER }), /^550 5\.7\.1 /);
    assert.equal((await smtp.accepted()).length, before);
    // With a valid signature the same message is accepted, whichever way it comes.
    await accepted(await signed(LETTER, [key]), { client: OTHER, reversePath: 'x@elsewhere.example' });
  });

  test('is filed as junk if its domain asks for quarantine, with the reason', async () => {
    const { raw, spam, scans } = await accepted(from('boss@doubtful.example'));
    assert.equal(spam, true);
    assert.match(raw, /^X-Spam-Flag: YES\r$/m);
    assert.match(
      raw,
      /^X-Spam-Reason: nothing proves that it is from doubtful\.example, which wants such mail marked as junk \(DMARC p=quarantine\)/m,
    );
    assert.match(
      scans?.['sender-auth']?.reason ?? '',
      /^spf=none dkim=none dmarc=fail; nothing proves that it is from doubtful\.example/,
    );
    assert.equal((await accepted(from('a@one.example, b@example.org'))).spam, true);
  });

  test('is accepted while DNS is away', async () => {
    const { raw, spam } = await accepted(from('boss@away.example'));
    assert.match(resultsIn(raw)[0] ?? '', /dmarc=temperror/);
    assert.equal(spam, false);
  });

  test('is accepted if a trusted list changed and sealed it (ARC)', async () => {
    const { raw } = await accepted(await resealed(LETTER, sealer), { client: OTHER });
    assert.match(resultsIn(raw)[0] ?? '', /dmarc=fail .*arc=pass/);
    assert.match(await bring(await resealed(LETTER, unknown), { client: OTHER }), /^550 5\.7\.1 /);
  });

  test('is refused if another seals its own results around the message signature of a trusted list', async () => {
    const honest = await resealed(LETTER, sealer, 'fail');
    assert.match(await bring(honest, { client: OTHER }), /^550 5\.7\.1 /);
    assert.match(await bring(retold(honest, unknown), { client: OTHER }), /^550 5\.7\.1 /);
    await accepted(retold(honest, sealer), { client: OTHER });
  });

  test('may come again later if DNS does not tell the key of a trusted list', async () => {
    const message = await resealed(LETTER, silent);
    assert.match(await bring(message, { client: OTHER }), /^451 4\.\d\.\d .*DNS did not say/);
    const claimed = await resealed(LETTER.replace('alice@example.org', 'alice@postroom.test'), silent);
    assert.match(await bring(claimed, { client: OTHER }), /^451 /);
  });
});

describe('mail from outside that claims one of our addresses', () => {
  const forged = from('alice@postroom.test');

  test('is refused, in From as well as in MAIL FROM', async () => {
    for (const [message, reversePath] of [
      [forged, 'x@elsewhere.example'],
      [forged.replace('alice@postroom.test', 'alice@POSTROOM.test'), ''],
      [from('eve@elsewhere.example'), 'alice@postroom.test'],
      [forged.replace('From: ', 'From: eve@elsewhere.example, '), ''],
    ] as const) {
      const reply = await bring(message, { reversePath });
      assert.match(
        reply,
        /^550 5\.7\.1 Message refused: mail from our domain postroom\.test needs a login, or proof by SPF or DKIM/,
      );
    }
    assert.match(await bring(forged, { at: lenient }), /^250 /);
  });

  test('is refused or accepted as the domain wants, independent of other domains', async () => {
    const { pool } = smtp;
    const scope = await findScope(pool, 'postroom.test');
    const want = (ownSenders: OwnSenders | null) =>
      putPolicySettings(pool, scope, { ...NO_POLICY_SETTINGS, ownSenders });
    await want('accept');
    assert.match(await bring(forged, { reversePath: 'alice@postroom.test' }), /^250 /);
    await want('refuse');
    assert.match(await bring(forged, { at: lenient }), /^550 5\.7\.1 /);
    await want(null);
    assert.match(await bring(forged), /^550 5\.7\.1 /);
    assert.match(await bring(forged, { at: lenient }), /^250 /);
  });

  test('is accepted with our signature, as a forwarder returns it', async () => {
    await accepted(await signed(forged, [ours]), { reversePath: 'alice@postroom.test', client: OTHER });
  });

  test('is accepted with a reverse-path that we rewrote, and refused with an invented one', async () => {
    const passedOn = returnPaths.rewritten('eve@elsewhere.example', 'postroom.test', new Date())?.address ?? '';
    const letter = from('eve@elsewhere.example');
    await accepted(letter, { reversePath: passedOn, client: OTHER });
    assert.match(await bring(letter, { reversePath: passedOn.replace('eve', 'eva'), client: OTHER }), /^550 5\.7\.1 /);
    assert.match(await bring(forged, { reversePath: passedOn, client: OTHER }), /^550 5\.7\.1 /);
  });

  test('is deferred while DNS is away', async () => {
    const away = { ...zone, 'one._domainkey.postroom.test': 'SERVFAIL' } as Zone;
    await using silent = await startDns(away);
    const resolver = createResolver({ servers: silent.address, tryMs: 200, totalMs: 600 });
    const check = createAuthentication({
      mode: 'enforce',
      ownSenders: 'refuse',
      asksPrivate: false,
      withinMs: 3_000,
      hostname: 'mail.postroom.test',
      resolver,
      store: smtp.services.store,
      exempt: AddressRanges.parse(''),
      trustedSealers: new Set(),
      metrics: counts,
      returnPaths,
    });
    const at = await smtp.listen('mx', { proxies, services: { authentication: check } });
    assert.match(await bring(await signed(forged, [ours]), { at, client: OTHER }), /^451 4\.7\.1 /);
  });
});

describe('senders that are not checked', () => {
  test('our users, private addresses and exempt relays are not checked', async () => {
    dns.questions.length = 0;
    for (const client of [EXEMPT, '10.1.2.3', '127.0.0.9']) {
      const lies = 'X-Spam-Reason: none at all\r\nAuthentication-Results: mail.postroom.test; dmarc=pass\r\n';
      const { raw, scans } = await accepted(lies + LETTER, { client });
      assert.deepEqual([resultsIn(raw), scans], [[], null], client);
      assert.ok(!/X-Spam-Reason/i.test(raw), 'we say it, or nobody does');
    }
    const submission = await smtp.listen('submission', {
      proxies,
      services: { authentication: authentication('enforce') },
    });
    await using wire = await Wire.connect({ port: submission, timeout: 15_000 });
    await wire.send(`PROXY TCP4 ${STRANGER} 192.0.2.1 56324 25\r\n`);
    await wire.expect(/^220 /);
    await wire.line('EHLO client.test');
    await wire.until(/^250 /);
    await wire.ask('STARTTLS', /^220 /);
    await wire.upgrade();
    await wire.line('EHLO client.test');
    await wire.until(/^250 /);
    await submit(wire, from('alice@postroom.test'));
    assert.deepEqual(dns.questions, []);
  });

  test('private addresses are checked where configured', async () => {
    const asking = { authentication: authentication('enforce', { asksPrivate: true }) };
    const at = await smtp.listen('mx', { proxies, services: asking });
    assert.match(await bring(from('alice@postroom.test'), { at, client: '10.1.2.3' }), /^550 5\.7\.1 /);
  });

  test('with SENDER_AUTH=mark all is accepted, and the trace shows what would have happened', async () => {
    const { raw, spam, scans } = await accepted(LETTER, { client: OTHER, at: marking });
    assert.equal(spam, false);
    assert.match(resultsIn(raw)[0] ?? '', /dmarc=fail/);
    assert.match(scans?.['sender-auth']?.reason ?? '', /would be refused: nothing proves that it is from example\.org/);
  });

  test('metrics count each decision and result', async () => {
    const text = await metrics.metrics();
    for (const decision of ['accepted', 'junk', 'refused', 'deferred', 'exempt']) {
      assert.match(text, new RegExp(`postroom_sender_auth_decisions_total\\{.*decision="${decision}".*\\} [1-9]`));
    }
    assert.match(text, /postroom_sender_auth_results_total\{.*method="dkim".*result="pass".*\} [1-9]/);
  });
});
