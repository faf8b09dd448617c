import assert from 'node:assert/strict';
import { hash, sign } from 'node:crypto';
import { test } from 'node:test';
import type { Zone } from '@postroom/testkit';
import { BodyHash } from '../dkim/body-hash.ts';
import { relaxedField } from '../dkim/relaxed-field.ts';
import { LETTER, split, startJudge, testKey } from '../testing.ts';

const key = await testKey('ed25519-sha256');
const record = key.zone['one._domainkey.example.org'];
const zone: Zone = {
  ...key.zone,
  ...Object.fromEntries([
    ...['one_two', '_one', 'a.b'].map((name) => [`${name}._domainkey.example.org`, record]),
    ...['xn--bcher-kva.example', 'xn--example-oka.org'].map((name) => [`one._domainkey.${name}`, record]),
  ]),
} as Zone;

/** Returns a letter with a signature of its From that has these tags. */
function signedAs(tags: Readonly<Record<string, string>>): string {
  const { body } = split(LETTER);
  const bodyHash = new BodyHash({ canonicalization: 'relaxed', algorithm: 'sha256' });
  bodyHash.update(body);
  const usual = { v: '1', a: key.algorithm, c: 'relaxed/relaxed', d: 'example.org', s: 'one', h: 'from' };
  const all = Object.entries({ ...usual, bh: bodyHash.digest('base64'), ...tags });
  const value = ` ${all.map((tag) => tag.join('=')).join('; ')}; b=`;
  const text = `${relaxedField('from', ' Alice <alice@example.org>')}\r\n${relaxedField('dkim-signature', value)}`;
  return `DKIM-Signature:${value}${sign(null, hash('sha256', text, 'buffer'), key.privateKey).toString('base64')}\r\n${LETTER}`;
}

const secondsAgo = (seconds: number) => String(Math.floor(Date.now() / 1000) - seconds);

for (const [name, tags, result] of [
  ['an underscore in its selector, as other verifiers do', { s: 'one_two' }, 'pass'],
  ['an underscore at the start of its selector', { s: '_one' }, 'pass'],
  ['a selector of two labels', { s: 'a.b' }, 'pass'],
  ['an invalid selector', { s: 'a b' }, 'neutral'],
  ['its own field among those that are signed, which is left out (RFC 6376 3.7)', { h: 'from:dkim-signature' }, 'pass'],
  ['a body length beyond the body (RFC 6376 3.5)', { l: '99999' }, 'fail'],
  ['an identity outside its domain', { i: 'alice@badexample.org' }, 'neutral'],
  ['an identity below its domain', { i: 'alice@sub.example.org' }, 'pass'],
  ['an expiry in the past', { t: '1000', x: '2000' }, 'neutral'],
  ['an expiry an hour ago', { x: secondsAgo(3_600) }, 'neutral'],
  ['an expiry two minutes ago, within the tolerance for clocks', { x: secondsAgo(120) }, 'pass'],
  ['a body length of zero', { l: '0' }, 'fail'],
  ['an unknown query method', { q: 'dns/other' }, 'neutral'],
  ['two query methods, one of them known', { q: 'x/y : dns/txt' }, 'pass'],
  ['three canonical forms', { c: 'relaxed/relaxed/relaxed' }, 'neutral'],
  ['an empty canonical form', { c: '/relaxed' }, 'neutral'],
  ['an unknown canonical form', { c: 'relaxed/nofws' }, 'neutral'],
  ['its canonical forms in capitals', { c: 'RELAXED/Relaxed' }, 'pass'],
  ['From signed three times', { h: 'from:From : FROM' }, 'pass'],
  ['From not signed', { h: 'to' }, 'neutral'],
  ['a time in the future', { t: '9999999999' }, 'pass'],
  ['an expiry not after its time', { t: '2000', x: '2000' }, 'neutral'],
  ['a time of letters', { t: 'now' }, 'neutral'],
  ['a negative body length', { l: '-1' }, 'neutral'],
  ['a body length of 76 digits', { l: '9'.repeat(76) }, 'fail'],
  ['another version', { v: '01' }, 'neutral'],
  ['an algorithm that its key is not for', { a: 'rsa-sha256' }, 'neutral'],
  ['a domain of one label', { d: 'org' }, 'neutral'],
  ['the domain above as its identity', { i: '@org' }, 'neutral'],
  ['an international domain', { d: 'b\u00fccher.example' }, 'pass'],
  ['a domain with an invisible character (RFC 8616 5)', { d: 'exam\u00adple.org' }, 'neutral'],
  ['a repeated tag', { 's ': 'one' }, 'neutral'],
  ['unknown tags', { zz: 'foo=bar', D: 'evil.example' }, 'pass'],
] as const) {
  test(`a DKIM signature with ${name}: ${result}`, async () => {
    await using judge = await startJudge(zone);
    const { dkim } = await judge.check(signedAs(tags));
    assert.equal(dkim[0]?.result, result, dkim[0]?.info);
  });
}

for (const [name, change, result] of [
  ['in lines', (value: string) => value.replace(/.{20}/g, '$&\r\n\t'), 'pass'],
  ['with another character inside', (value: string) => `${value.slice(0, 9)}!${value.slice(9)}`, 'neutral'],
  ['in the base64url alphabet', (value: string) => `-_${value.slice(2)}`, 'neutral'],
  ['with more behind its end', (value: string) => `${value}=x`, 'neutral'],
  ['with no text', () => '', 'neutral'],
] as const) {
  test(`a DKIM signature whose value is written ${name}: ${result}`, async () => {
    await using judge = await startJudge(zone);
    const { dkim } = await judge.check(signedAs({}).replace(/(?<=; b=)[^\r]+/, change));
    assert.equal(dkim[0]?.result, result, dkim[0]?.info);
  });
}
