import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Zone } from '@postroom/testkit';
import { LETTER, STRANGER, signed, startJudge, testKey } from '../testing.ts';
import { resultsField } from './results-field.ts';

const key = await testKey('ed25519-sha256');
const other = await testKey('ed25519-sha256', 'other.example', 'two');

function zoneOf(...parts: readonly Zone[]): Zone {
  return Object.assign({}, ...parts);
}

const reject: Zone = { '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject'] } };

describe('SPF, DKIM and DMARC together', () => {
  test('a signed message passes, and any change to it fails', async () => {
    await using judge = await startJudge(zoneOf(key.zone, reject));
    const message = await signed(LETTER, [key]);
    const { dkim, dmarc, spf, arc } = await judge.check(message, { reversePath: 'alice@example.org' });
    assert.equal(dkim[0]?.result, 'pass', dkim[0]?.info);
    assert.deepEqual([dmarc.result, dmarc.policy, dmarc.domain], ['pass', 'reject', 'example.org']);
    assert.deepEqual([spf.result, arc.result], ['none', 'none']);
    for (const [from, to] of [
      ['this is it', 'this was it'],
      ['Subject:  a', 'Subject:  b'],
      ['From: Alice', 'From: Mallory'],
      ['To: bob', 'To: eve'],
      // Nobody can add a field that is signed once more than it occurs.
      ['To: bob', 'From: eve@evil.example\r\nTo: bob'],
      ['To: bob', 'Content-Type: text/html\r\nTo: bob'],
    ] as const) {
      const changed = message.toString().replace(from, to);
      assert.notEqual(changed, message.toString());
      const found = await judge.check(changed);
      assert.equal(found.dkim[0]?.result, 'fail', `${from} is ${to}`);
    }
  });

  test('after a key record has changed only the new key counts', async () => {
    const next = await testKey('ed25519-sha256');
    const name = 'one._domainkey.example.org';
    const message = await signed(LETTER, [key]);
    const results = [];
    for (const TXT of [
      key.zone[name],
      key.zone[name],
      next.zone[name],
      { TXT: ['v=DKIM1; p='] },
      undefined,
      key.zone[name],
    ]) {
      await using judge = await startJudge(zoneOf(reject, TXT ? { [name]: TXT } : {}));
      results.push((await judge.check(message)).dkim[0]?.result);
    }
    assert.deepEqual(results, ['pass', 'pass', 'fail', 'neutral', 'neutral', 'pass']);
    await using judge = await startJudge(zoneOf(reject, next.zone));
    assert.equal((await judge.check(await signed(LETTER, [next]))).dkim[0]?.result, 'pass');
  });

  test('SPF alone is sufficient if its domain is aligned with the author', async () => {
    await using judge = await startJudge(
      zoneOf(reject, {
        'example.org': { TXT: [`v=spf1 ip4:${STRANGER} -all`] },
        'mail.example.org': { TXT: ['v=spf1 a -all'], A: [STRANGER] },
      }),
    );
    for (const reversePath of ['alice@example.org', 'alice@mail.example.org']) {
      const { spf, dmarc } = await judge.check(LETTER, { reversePath });
      assert.deepEqual([spf.result, dmarc.result], ['pass', 'pass'], reversePath);
    }
    const elsewhere = await judge.check(LETTER, { reversePath: 'alice@example.org', address: '203.0.113.99' });
    assert.deepEqual(
      [elsewhere.spf.result, elsewhere.dmarc.result, elsewhere.dmarc.policy],
      ['fail', 'fail', 'reject'],
    );
  });

  test('HELO is checked too (RFC 7208 2.3), and counts for the mail with a null reverse-path', async () => {
    await using judge = await startJudge(
      zoneOf(reject, {
        'mx.example.org': { TXT: [`v=spf1 ip4:${STRANGER} -all`] },
        'shop.example': { TXT: ['v=spf1 -all'] },
      }),
    );
    const rows = async (helo: string, reversePath: string) => {
      const results = await judge.check(LETTER, { helo, reversePath });
      const field = resultsField('mail.postroom.test', results).replaceAll(/\r\n\t| ?\([^)]*\)/g, ' ');
      return [...field.matchAll(/\bspf=[^;]*/g)]
        .map(([row]) => row.replaceAll(/ +/g, ' ').trim())
        .concat(results.dmarc.result);
    };
    assert.deepEqual(await rows('mx.example.org', 'x@shop.example'), [
      ...['spf=fail smtp.mailfrom=shop.example', 'spf=pass smtp.helo=mx.example.org', 'fail'],
    ]);
    assert.deepEqual(await rows('mx.example.org', ''), ['spf=pass smtp.helo=mx.example.org', 'pass']);
    for (const helo of ['unknown.example', 'localhost', '[203.0.113.7]', 'a b'])
      assert.equal((await rows(helo, 'x@shop.example')).length, 2, helo);
  });

  test('alignment is strict where the domain asks for it, and np and sp apply to subdomains', async () => {
    const zone = zoneOf(key.zone, {
      '_dmarc.example.org': { TXT: ['v=DMARC1; p=none; sp=quarantine; np=reject; adkim=s'] },
      'sub.example.org': { A: ['192.0.2.1'] },
    });
    await using judge = await startJudge(zone);
    const from = (domain: string) => signed(LETTER.replace('alice@example.org', `alice@${domain}`), [key]);
    const [own, sub, none] = await Promise.all(
      ['example.org', 'sub.example.org', 'no.example.org'].map(
        async (domain) => (await judge.check(await from(domain))).dmarc,
      ),
    );
    assert.deepEqual([own?.result, own?.policy], ['pass', 'none']);
    assert.deepEqual([sub?.result, sub?.policy], ['fail', 'quarantine']);
    assert.deepEqual([none?.result, none?.policy], ['fail', 'reject']);
  });

  test('the policy of a domain is found up the tree, and not beyond psd boundaries', async () => {
    await using judge = await startJudge({
      '_dmarc.example': { TXT: ['v=DMARC1; p=reject; psd=y'] },
      '_dmarc.a.example': { TXT: ['v=DMARC1; p=quarantine; psd=n'] },
    });
    const policyOf = async (domain: string) => {
      const { dmarc } = await judge.check(LETTER.replace('alice@example.org', `alice@${domain}`));
      return [dmarc.result, dmarc.policy];
    };
    assert.deepEqual(await policyOf('x.y.a.example'), ['fail', 'quarantine']);
    assert.deepEqual(await policyOf('b.example'), ['fail', 'reject']);
    assert.deepEqual(await policyOf('b.test'), ['none', 'none']);
  });

  test('invisible or full-width characters in a domain do not evade SPF or DMARC', async () => {
    await using judge = await startJudge(zoneOf(reject, { 'example.org': { TXT: ['v=spf1 -all'] } }));
    for (const domain of ['exam\u00adple.org', '\u200bexample.org', '\uff45xample\u3002org', 'EXAMPLE.ORG.']) {
      const forged = LETTER.replace('alice@example.org', `alice@${domain}`);
      const { spf, dmarc } = await judge.check(forged, { reversePath: `x@${domain}` });
      assert.deepEqual([spf.result, dmarc.result, dmarc.policy], ['fail', 'fail', 'reject'], JSON.stringify(domain));
      assert.deepEqual([spf.domain, dmarc.domain], ['example.org', 'example.org']);
    }
  });

  test('authors in several domains, or several From fields, fail DMARC', async () => {
    await using judge = await startJudge(zoneOf(key.zone, reject));
    for (const [from, reason] of [
      ['a@example.org, b@evil.example', 'multiple-author-domains'],
      ['a@evil.example\r\nFrom: a@example.org', 'multiple-from-fields'],
      ['a@example.org, nobody', 'invalid-author-domain'],
      [Array.from({ length: 200 }, (_, at) => `a@d${at}.example`).join(', '), 'invalid-author-domain'],
    ] as const) {
      const { dmarc } = await judge.check(await signed(LETTER.replace(/From: .*/, `From: ${from}`), [key]));
      assert.deepEqual([dmarc.result, dmarc.reason], ['permerror', reason], from.slice(0, 60));
    }
    const { dmarc } = await judge.check(
      await signed(LETTER.replace(/From: .*/, 'From: a@example.org, b@Example.ORG'), [key]),
    );
    assert.equal(dmarc.result, 'pass');
    assert.equal((await judge.check(LETTER.replace(/From: .*\r\n/, ''))).dmarc.reason, 'no-author-domain');
  });

  test('values of a sender cannot inject results into Authentication-Results', async () => {
    await using judge = await startJudge({});
    const reversePath = '"x); dkim=pass header.d=bank.example (\\"" @example.org'.replace(' @', '@');
    const results = await judge.check(LETTER.replace('alice@example.org', '"a;dmarc=pass"@example.org'), {
      reversePath,
    });
    const field = resultsField('mail.postroom.test', results);
    assert.match(field, /^Authentication-Results: mail\.postroom\.test;\r\n\tspf=none /);
    assert.doesNotMatch(field.replace(/\([^)]*\)/g, '').replace(/"(?:[^"\\]|\\.)*"/g, ''), /=pass/);
    for (const line of field.split('\r\n').slice(1, -1)) assert.match(line, /^\t\S/);
  });
});

describe('DNS without an answer', () => {
  test('gives a temporary error and never a verdict', async () => {
    await using judge = await startJudge(
      zoneOf(key.zone, reject, { 'one._domainkey.example.org': 'TIMEOUT', 'example.org': 'SERVFAIL' }),
    );
    const message = await signed(LETTER, [key]);
    const { spf, dkim, dmarc } = await judge.check(message, { reversePath: 'alice@example.org' });
    assert.deepEqual([spf.result, dkim[0]?.result, dmarc.result], ['temperror', 'temperror', 'temperror']);
    await using blind = await startJudge({ '_dmarc.example.org': 'SERVFAIL' });
    assert.equal((await blind.check(LETTER.replace('alice@', 'x@sub.'))).dmarc.result, 'temperror');
  });

  test("for a stranger's names does not hide that the author's domain forbids the mail", async () => {
    const slow: Zone = { 'two._domainkey.other.example': 'TIMEOUT', 'other.example': 'TIMEOUT' };
    await using judge = await startJudge(zoneOf(reject, slow));
    const { dkim, dmarc } = await judge.check(await signed(LETTER, [other]), { reversePath: 'x@other.example' });
    assert.equal(dkim[0]?.result, 'temperror');
    assert.deepEqual([dmarc.result, dmarc.policy], ['fail', 'reject']);
  });

  test('for a CNAME loop gives a temporary error quickly', async () => {
    const circle: Zone = {
      'one._domainkey.example.org': { CNAME: 'a.example.org' },
      'a.example.org': { CNAME: 'b.example.org' },
      'b.example.org': { CNAME: 'a.example.org' },
    };
    await using judge = await startJudge(circle);
    assert.equal((await judge.check(await signed(LETTER, [key]))).dkim[0]?.result, 'temperror');
  });
});

test('an endless CNAME chain is a temporary error after a limited number of steps', async () => {
  const chain: Record<string, Zone[string]> = { 'one._domainkey.example.org': { CNAME: 'c0.example' } };
  for (let at = 0; at < 200; at++) chain[`c${at}.example`] = { CNAME: `c${at + 1}.example`, isUnfollowed: true };
  await using judge = await startJudge(chain);
  assert.equal((await judge.check(await signed(LETTER, [key]))).dkim[0]?.result, 'temperror');
  assert.ok(judge.dns.questions.length < 40, `${judge.dns.questions.length} questions`);
});

test('a signed field that is added again, before or behind, breaks the signature (RFC 6376 8.15)', async () => {
  await using judge = await startJudge(key.zone);
  const raw = (await signed(LETTER, [key])).toString();
  assert.equal((await judge.check(raw)).dkim[0]?.result, 'pass');
  for (const again of ['From: Eve <eve@example.org>', 'Subject: another', 'Date: Sat, 28 Nov 2026 12:00:00 +0000']) {
    assert.equal((await judge.check(`${again}\r\n${raw}`)).dkim[0]?.result, 'fail', `${again} before`);
    const behind = raw.replace('\r\n\r\n', `\r\n${again}\r\n\r\n`);
    assert.equal((await judge.check(behind)).dkim[0]?.result, 'fail', `${again} behind`);
  }
});
