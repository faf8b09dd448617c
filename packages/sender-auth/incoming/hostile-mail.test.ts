import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Zone } from '@postroom/testkit';
import { cpuMs } from '../../mime/testing.ts';
import { BodyHash } from '../dkim/body-hash.ts';
import { LETTER, resealed, signed, split, startJudge, testKey } from '../testing.ts';

const key = await testKey('ed25519-sha256');

describe('mail that is made to keep us busy', () => {
  /** A linear algorithm needs far less time for these inputs, a quadratic one far more. */
  const SOON_MS = 3_000;

  async function soon<T>(work: Promise<T>): Promise<T> {
    const beganMs = cpuMs();
    const result = await work;
    const tookMs = cpuMs() - beganMs;
    assert.ok(tookMs < SOON_MS, `took ${tookMs} ms of CPU`);
    return result;
  }

  test('with 1,000 signatures has ten verified, with as many keys', async () => {
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
    // A valid signature of the author is among them, at any place.
    await using own = await startJudge(key.zone);
    const good = await signed(LETTER, [key]);
    const [, signature = ''] = /^(DKIM-Signature: [\s\S]*?\r\n)(?=\S)/.exec(good.toString()) ?? [];
    const above = message.slice(0, -LETTER.length);
    for (const buried of [above + good, above.replace(/(?:DKIM[\s\S]*?\r\n){20}/, `$&${signature}`) + LETTER]) {
      const found = await soon(own.check(buried));
      assert.deepEqual([found.dkim.length, found.dmarc.result], [10, 'none']);
      assert.deepEqual(
        found.dkim.filter(({ result }) => result === 'pass').map(({ domain }) => domain),
        ['example.org'],
      );
    }
    // No key is asked for when the body hash does not match.
    judge.dns.questions.length = 0;
    await judge.check(one(1, 'AAAA') + LETTER);
    assert.deepEqual(
      judge.dns.questions.filter((question) => question.includes('._domainkey.')),
      [],
    );
  });

  for (const [name, front] of [
    ['a hundred thousand fields', 'X: y\r\n'.repeat(100_000)],
    ['an endless field', `DKIM-Signature: ${'a=b; '.repeat(200_000)}\r\n`],
    ['a signature of endless tags', `DKIM-Signature: v=1; ${'x=y;'.repeat(5_000)}\r\n`],
    [
      'a signature of endless names',
      `DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; bh=; b=; h=from${':to'.repeat(2_500)}\r\n`,
    ],
    ['endless blanks', `DKIM-Signature: v=1;${' '.repeat(200_000)}a=b\r\n`],
    ['endless lone CRs', `Subject: a${'\r'.repeat(200_000)}b\r\n`],
    ['endless folded lines', `Subject: a\r\n${' b\r\n'.repeat(100_000)}`],
    ['an endless ARC field', `ARC-Seal: i=1; ${'x=y;'.repeat(50_000)}\r\n`],
    ['quotes and brackets in From', `From: ${'"<(['.repeat(50_000)}\r\n`],
    ['endless blanks in a field name', `a${' '.repeat(200_000)}b: c\r\n`],
  ] as const) {
    test(`with ${name} is checked in little time or not at all`, async () => {
      await using judge = await startJudge({});
      const { dkim, arc } = await soon(judge.check(front + LETTER));
      assert.ok(
        dkim.every(({ result }) => result !== 'pass'),
        dkim[0]?.info,
      );
      assert.notEqual(arc.result, 'pass');
    });
  }

  test('with very many fields and lines has its signature and ARC chain verified quickly', async () => {
    const good = (await signed(LETTER, [key])).toString();
    const sealed = await resealed(good, key);
    for (const front of ['X: y\r\n'.repeat(40_000), `X: y\r\n${' z\r\n'.repeat(60_000)}`]) {
      await using judge = await startJudge(key.zone);
      assert.equal((await soon(judge.check(front + good))).dkim[0]?.result, 'pass');
      assert.equal((await soon(judge.check(front + sealed))).arc.result, 'pass');
    }
    await using judge = await startJudge(key.zone);
    const { dkim } = await judge.check('X: y\r\n'.repeat(50_000) + good);
    assert.deepEqual([dkim[0]?.result, dkim[0]?.info], ['policy', 'dkim=policy (header too large)']);
  });

  test('with short, huge, revoked or invalid keys passes nothing', async () => {
    const publicKey = (bits: number) =>
      generateKeyPairSync('rsa', { modulusLength: bits })
        .publicKey.export({ format: 'der', type: 'spki' })
        .toString('base64');
    const rsa = await testKey('rsa-sha256');
    const message = await signed(LETTER, [rsa]);
    for (const [record, result] of [
      [`v=DKIM1; k=rsa; p=${publicKey(768)}`, 'policy'],
      // Looks like a key of 16,384 bits; making a real one takes minutes.
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

  test('with endless SPF includes or missing names needs a limited number of lookups', async () => {
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

  test('with an unusual local part gets the same SPF result as any other (RFC 7208 7)', async () => {
    await using judge = await startJudge({ 'example.org': { TXT: ['v=spf1 exists:%{l}.u.example -all'] } });
    for (const localPart of [
      'eve',
      '"a b"',
      '"a..b"',
      '".a"',
      '"a\\\\b"',
      'a'.repeat(64),
      '"\u0007"',
      'gr\u00fc\u00dfe',
    ]) {
      const { spf } = await judge.check(LETTER, { reversePath: `${localPart}@example.org` });
      assert.equal(spf.result, 'fail', spf.info);
    }
  });

  test('with invalid DMARC records has none', async () => {
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

  test('DMARC ignores other records, unknown tags and pct=', async () => {
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

  test('a DMARC record with an invalid policy asks for reports only (RFC 9989 4.10.1)', async () => {
    for (const [text, ...expected] of [
      ['v=DMARC1; rua=mailto:d@example.org', 'fail', 'none'],
      ['v=DMARC1; p=refuse; rua=mailto:d@example.org', 'fail', 'none'],
      ['v=DMARC1; p=reject; sp=refuse; rua=mailto:d@example.org', 'fail', 'none'],
      ['v=DMARC1; p=reject; np=refuse', 'none', 'none'],
      ['v=DMARC1; p=refuse; rua=d@example.org', 'none', 'none'],
      ['v=DMARC1; P=reject', 'none', 'none'],
      ['v=DMARC1; p=reject; t=y', 'fail', 'quarantine'],
      ['v=DMARC1; sp=none; rua=; p=reject; psd=n; adkim=x; __proto__=x', 'fail', 'reject'],
    ] as const) {
      await using judge = await startJudge({ '_dmarc.example.org': { TXT: [text] } });
      const { dmarc } = await judge.check(LETTER);
      assert.deepEqual([dmarc.result, dmarc.policy], expected, text);
    }
  });

  test('of several TXT records at a key name the valid key counts, in any order', async () => {
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

  test('a signature that covers only part of the body is not sufficient', async () => {
    const raw = await signed(LETTER, [key]);
    await using judge = await startJudge(key.zone);
    assert.equal((await judge.check(raw.toString().replace('; s=one;', '; s=one; l=0;'))).dkim[0]?.result, 'fail');
  });
});
