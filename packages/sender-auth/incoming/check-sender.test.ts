import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { growth, LINEAR_GROWTH, type Zone } from '@postroom/testkit';
import { BodyHash, type Canonicalization } from '../dkim/body-hash.ts';
import { LETTER, STRANGER, signed, split, startJudge, testKey } from '../testing.ts';
import { resultsField } from './results-field.ts';

const key = await testKey('ed25519-sha256');
const other = await testKey('ed25519-sha256', 'other.example', 'two');

function zoneOf(...parts: readonly Zone[]): Zone {
  return Object.assign({}, ...parts);
}

const reject: Zone = { '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject'] } };

describe('SPF, DKIM and DMARC together', () => {
  test('a signed letter passes, and a change anywhere in it does not', async () => {
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
      // What is signed once more than it is there cannot be added.
      ['To: bob', 'From: eve@evil.example\r\nTo: bob'],
      ['To: bob', 'Content-Type: text/html\r\nTo: bob'],
    ] as const) {
      const changed = message.toString().replace(from, to);
      assert.notEqual(changed, message.toString());
      const found = await judge.check(changed);
      assert.equal(found.dkim[0]?.result, 'fail', `${from} is ${to}`);
    }
  });

  test('what a record of a key said before is worth nothing once it says something else', async () => {
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

  test('SPF alone is enough where its domain is that of the author', async () => {
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

  test('the name of HELO is asked as well (RFC 7208 2.3), and stands for the mail where the reverse-path is null', async () => {
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

  test('alignment is strict where the domain asks for it, and np and sp count below it', async () => {
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

  test('the policy of a domain is found up the tree, and not beyond where its owner ends it', async () => {
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

  test('authors in more than one domain, or in two fields, are nobody', async () => {
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

  test('what others say does not get out of its place in the field of the results', async () => {
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

describe('DNS that does not answer', () => {
  test('is a temporary error, and never a verdict', async () => {
    await using judge = await startJudge(
      zoneOf(key.zone, reject, { 'one._domainkey.example.org': 'TIMEOUT', 'example.org': 'SERVFAIL' }),
    );
    const message = await signed(LETTER, [key]);
    const { spf, dkim, dmarc } = await judge.check(message, { reversePath: 'alice@example.org' });
    assert.deepEqual([spf.result, dkim[0]?.result, dmarc.result], ['temperror', 'temperror', 'temperror']);
    await using blind = await startJudge({ '_dmarc.example.org': 'SERVFAIL' });
    assert.equal((await blind.check(LETTER.replace('alice@', 'x@sub.'))).dmarc.result, 'temperror');
  });

  test('of a stranger’s names does not hide that a domain forbids a letter', async () => {
    const slow: Zone = { 'two._domainkey.other.example': 'TIMEOUT', 'other.example': 'TIMEOUT' };
    await using judge = await startJudge(zoneOf(reject, slow));
    const { dkim, dmarc } = await judge.check(await signed(LETTER, [other]), { reversePath: 'x@other.example' });
    assert.equal(dkim[0]?.result, 'temperror');
    assert.deepEqual([dmarc.result, dmarc.policy], ['fail', 'reject']);
  });

  test('leads in a circle: a temporary error, soon', async () => {
    const circle: Zone = {
      'one._domainkey.example.org': { CNAME: 'a.example.org' },
      'a.example.org': { CNAME: 'b.example.org' },
      'b.example.org': { CNAME: 'a.example.org' },
    };
    await using judge = await startJudge(circle);
    assert.equal((await judge.check(await signed(LETTER, [key]))).dkim[0]?.result, 'temperror');
  });
});

test('an alias without an end is a temporary error, after as many steps as there are', async () => {
  const chain: Record<string, Zone[string]> = { 'one._domainkey.example.org': { CNAME: 'c0.example' } };
  for (let at = 0; at < 200; at++) chain[`c${at}.example`] = { CNAME: `c${at + 1}.example`, isUnfollowed: true };
  await using judge = await startJudge(chain);
  assert.equal((await judge.check(await signed(LETTER, [key]))).dkim[0]?.result, 'temperror');
  assert.ok(judge.dns.questions.length < 40, `${judge.dns.questions.length} questions`);
});

test('a field that was put in again, before or behind, breaks the signature (RFC 6376 8.15)', async () => {
  await using judge = await startJudge(key.zone);
  const raw = (await signed(LETTER, [key])).toString();
  assert.equal((await judge.check(raw)).dkim[0]?.result, 'pass');
  for (const again of ['From: Eve <eve@example.org>', 'Subject: another', 'Date: Sat, 28 Nov 2026 12:00:00 +0000']) {
    assert.equal((await judge.check(`${again}\r\n${raw}`)).dkim[0]?.result, 'fail', `${again} before`);
    const behind = raw.replace('\r\n\r\n', `\r\n${again}\r\n\r\n`);
    assert.equal((await judge.check(behind)).dkim[0]?.result, 'fail', `${again} behind`);
  }
});

describe('what is sent to keep us busy', () => {
  /** Octets that take long where the time grows with their square take less than this. */
  const SOON_MS = 3_000;

  async function soon<T>(work: Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await work;
    const took = performance.now() - began;
    assert.ok(took < SOON_MS, `took ${took} ms`);
    return result;
  }

  test('1,000 signatures: ten are looked at, with as many keys', async () => {
    await using judge = await startJudge({});
    const one = (at: number, body: string) =>
      `DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=d${at}.example; s=s; h=from; bh=${body}; b=AAAA\r\n`;
    const { body } = split(LETTER);
    const hash = new BodyHash({ canonicalization: 'relaxed', algorithm: 'sha256' });
    hash.update(body);
    const right = hash.digest('base64');
    const message = Array.from({ length: 900 }, (_, at) => one(at, right)).join('') + LETTER;
    const { dkim } = await soon(judge.check(message));
    assert.equal(dkim.length, 10);
    const keys = judge.dns.questions.filter((question) => question.includes('._domainkey.'));
    assert.equal(new Set(keys).size, 10);
    // Where the body is another, its key is nobody's business.
    judge.dns.questions.length = 0;
    await judge.check(one(1, 'AAAA') + LETTER);
    assert.deepEqual(
      judge.dns.questions.filter((question) => question.includes('._domainkey.')),
      [],
    );
  });

  for (const [name, front] of [
    ['more fields than a letter has', 'X: y\r\n'.repeat(100_000)],
    ['a field without end', `DKIM-Signature: ${'a=b; '.repeat(200_000)}\r\n`],
    ['a signature of endless tags', `DKIM-Signature: v=1; ${'x=y;'.repeat(5_000)}\r\n`],
    [
      'a signature of endless names',
      `DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; bh=; b=; h=from${':to'.repeat(2_500)}\r\n`,
    ],
    ['endless blanks', `DKIM-Signature: v=1;${' '.repeat(200_000)}a=b\r\n`],
    ['endless lone CRs', `Subject: a${'\r'.repeat(200_000)}b\r\n`],
    ['folded lines without end', `Subject: a\r\n${' b\r\n'.repeat(100_000)}`],
    ['ARC fields without end', `ARC-Seal: i=1; ${'x=y;'.repeat(50_000)}\r\n`],
    ['quotes and brackets in From', `From: ${'"<(['.repeat(50_000)}\r\n`],
    ['blanks in a name', `a${' '.repeat(200_000)}b: c\r\n`],
  ] as const) {
    test(`${name}: looked at soon, or not at all`, async () => {
      await using judge = await startJudge({});
      const { dkim, arc } = await soon(judge.check(front + LETTER));
      assert.ok(
        dkim.every(({ result }) => result !== 'pass'),
        dkim[0]?.info,
      );
      assert.notEqual(arc.result, 'pass');
    });
  }

  test('keys that are short, huge, revoked or rubbish are worth nothing', async () => {
    const publicKey = (bits: number) =>
      generateKeyPairSync('rsa', { modulusLength: bits })
        .publicKey.export({ format: 'der', type: 'spki' })
        .toString('base64');
    const rsa = await testKey('rsa-sha256');
    const message = await signed(LETTER, [rsa]);
    for (const [record, result] of [
      [`v=DKIM1; k=rsa; p=${publicKey(768)}`, 'policy'],
      // What one of 16,384 bits is like; making one takes minutes.
      [`v=DKIM1; k=rsa; p=${'A'.repeat(2_800)}`, 'neutral'],
      ['v=DKIM1; k=rsa; p=', 'neutral'],
      ['v=DKIM1; k=rsa; p=!!!', 'neutral'],
      [`v=DKIM2; k=rsa; p=${rsa.publicKey}`, 'neutral'],
      [`v=DKIM1; k=rsa; s=other; p=${rsa.publicKey}`, 'neutral'],
      [`v=DKIM1; k=rsa; h=sha1; p=${rsa.publicKey}`, 'neutral'],
      ['\u0000\u00ff;;;===', 'neutral'],
      ['x'.repeat(60_000), 'temperror'],
    ] as const) {
      await using judge = await startJudge({ 'one._domainkey.example.org': { TXT: [record] } });
      const { dkim } = await soon(judge.check(message));
      assert.equal(dkim[0]?.result, result, `${record.slice(0, 50)}: ${dkim[0]?.info}`);
    }
  });

  test('SPF that includes without end, or asks for names that are not there, has its number of look-ups', async () => {
    const bomb: Record<string, Zone[string]> = {};
    for (let at = 0; at < 200; at++) {
      const terms = Array.from({ length: 9 }, (_, next) => `include:n${(at * 7 + next) % 200}.example`).join(' ');
      bomb[`n${at}.example`] = { TXT: [`v=spf1 ${terms} -all`] };
    }
    bomb['void.example'] = {
      TXT: [`v=spf1 ${Array.from({ length: 9 }, (_, at) => `a:v${at}.example`).join(' ')} -all`],
    };
    bomb['mx.example'] = { TXT: [`v=spf1 ${'mx:many.example '.repeat(9)} -all`] };
    bomb['many.example'] = { MX: Array.from({ length: 100 }, (_, at) => [at, `m${at}.example`] as const) };
    bomb['self.example'] = { TXT: ['v=spf1 redirect=self.example'] };
    bomb['long.example'] = { TXT: [`v=spf1 ${'ip4:192.0.2.1 '.repeat(4_000)} -all`] };
    await using judge = await startJudge(bomb);
    for (const [domain, result] of [
      ['n0.example', 'permerror'],
      ['void.example', 'permerror'],
      ['mx.example', 'permerror'],
      ['self.example', 'permerror'],
      ['long.example', 'temperror'],
    ] as const) {
      judge.dns.questions.length = 0;
      const { spf } = await soon(judge.check(LETTER, { reversePath: `x@${domain}` }));
      assert.equal(spf.result, result, spf.info);
      assert.ok(judge.dns.questions.length < 30, `${domain}: ${judge.dns.questions.length} questions`);
    }
  });

  test('DMARC records of rubbish are none', async () => {
    for (const texts of [
      ['v=DMARC1; p=reject', 'v=DMARC1; p=none'],
      ['p=reject; v=DMARC1'],
      ['v=DMARC1; p=refuse'],
      ['v=DMARC1; p=reject; p=none'],
      ['V=dmarc1; p=reject'],
      [' v=DMARC1; p=reject'],
      ['\tv=DMARC1; p=reject'],
      ['v=DMARC1 p=reject'],
      ['v=DMARC2; p=reject'],
      ['"v=DMARC1; p=reject"'],
      ['v=DMARC1;;;;====;p'],
      [`v=DMARC1; ${'x=y;'.repeat(900)}`],
    ]) {
      await using judge = await startJudge({ '_dmarc.example.org': { TXT: texts } });
      const { dmarc } = await judge.check(LETTER);
      assert.deepEqual([dmarc.result, dmarc.policy], ['none', 'none'], texts.join(' and '));
    }
  });

  test('what stands beside a DMARC record is none, tags that nobody knows say nothing, and pct= is no more', async () => {
    for (const texts of [
      [' v=DMARC1; p=none', 'v=DMARC1; p=reject'],
      ['v=spf1 -all', 'v=DMARC1 ; p = REJECT ;'],
      ['v=DMARC1; later=x; p=reject; pct=0; ri=1; rf=afrf'],
      ['v\t=\tDMARC1;p=reject;t=n;psd=u'],
    ]) {
      await using judge = await startJudge({ '_dmarc.example.org': { TXT: texts } });
      const { dmarc } = await judge.check(LETTER);
      assert.deepEqual([dmarc.result, dmarc.policy], ['fail', 'reject'], texts.join(' and '));
    }
  });

  test('of several records at the name of a key the one that is a key counts, in whatever order they come', async () => {
    const [name = '', record] = Object.entries(key.zone)[0] ?? [];
    const [text = ''] = (record as { TXT: string[] }).TXT;
    const others = ['v=spf1 -all', 'v=DKIM1; p=', 'a note', 'v=DKIM1; k=rsa; p=AAAA'];
    for (const texts of [
      [text, ...others.slice(0, 3)],
      [...others.slice(1), text],
      [others[0] ?? '', text],
    ]) {
      await using judge = await startJudge({ [name]: { TXT: texts } });
      const { dkim } = await judge.check(await signed(LETTER, [key]));
      assert.equal(dkim[0]?.result, 'pass', texts.join(' and '));
    }
  });

  test('a signature that leaves the end of the body open is not enough', async () => {
    const raw = await signed(LETTER, [key]);
    await using judge = await startJudge(key.zone);
    assert.equal((await judge.check(raw.toString().replace('; s=one;', '; s=one; l=0;'))).dkim[0]?.result, 'fail');
  });
});

describe('the hash of a body', () => {
  const hashOf = (body: string | Buffer, canonicalization: Canonicalization, bytes: number): string => {
    const hash = new BodyHash({ canonicalization, algorithm: 'sha256' });
    const whole = Buffer.from(body);
    for (let at = 0; at < whole.length; at += bytes) hash.update(whole.subarray(at, at + bytes));
    return hash.digest('base64');
  };
  const sha256 = (text: string) => createHash('sha256').update(text, 'latin1').digest('base64');

  test('is that of its canonical form (RFC 6376 3.4), in whatever pieces it comes', () => {
    for (const [body, simple, relaxed] of [
      ['', '\r\n', ''],
      ['\r\n\r\n', '\r\n', ''],
      [' C \r\nD \t E\r\n\r\n\r\n', ' C \r\nD \t E\r\n', ' C\r\nD E\r\n'],
      ['a', 'a\r\n', 'a\r\n'],
      ['a\nb\n', 'a\r\nb\r\n', 'a\r\nb\r\n'],
      ['a\rb\r\n', 'a\rb\r\n', 'a\rb\r\n'],
      ['a \r\n \t\r\n\r\n', 'a \r\n \t\r\n', 'a\r\n'],
      ['\r\n\r\na\r', '\r\n\r\na\r\r\n', '\r\n\r\na\r\r\n'],
    ] as const) {
      for (const bytes of [1, 2, 7, 512]) {
        assert.equal(hashOf(body, 'simple', bytes), sha256(simple), JSON.stringify(body));
        assert.equal(hashOf(body, 'relaxed', bytes), sha256(relaxed), JSON.stringify(body));
      }
    }
  });

  test('of a binary message leaves CR and LF as they are, and of what we send by DATA none (RFC 3030, RFC 6376 5.3)', () => {
    const body = Buffer.from('a \n\rb\r\n\n \r\r\nc\r');
    for (const [lineEnds, relaxed] of [
      ['crlf', 'a \n\rb\r\n\n \r\r\nc\r\r\n'],
      ['any', 'a\r\n\r\nb\r\n\r\n\r\n\r\nc\r\n'],
    ] as const) {
      const hash = new BodyHash({ canonicalization: 'relaxed', algorithm: 'sha256', lineEnds });
      for (const octet of body) hash.update(Buffer.from([octet]));
      assert.equal(hash.digest('base64'), sha256(relaxed), lineEnds);
    }
  });

  test('costs the same whatever the lines are', () => {
    for (const text of ['x', '\n', ' ', '\t', 'a\n', '\r', ' a', '\r\n']) {
      const times = growth((octets) => hashOf(Buffer.alloc(octets, text), 'relaxed', 65_536), 64 * 1024);
      assert.ok(times < LINEAR_GROWTH, `${JSON.stringify(text)}: ${times} times for 32 times the length`);
    }
  });
});
