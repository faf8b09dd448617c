import assert from 'node:assert/strict';
import { hash, sign } from 'node:crypto';
import { test } from 'node:test';
import { BodyHash } from '../dkim/body-hash.ts';
import { relaxedField } from '../dkim/relaxed-field.ts';
import { LETTER, resealed, retold, split, startJudge, testKey } from '../testing.ts';

const key = await testKey('ed25519-sha256');
const body = new BodyHash({ canonicalization: 'relaxed', algorithm: 'sha256' });
body.update(split(LETTER).body);
const bodyHash = body.digest('base64');

/** One ARC set; `message` and `seal` are additional tags of its two signatures. */
interface Set {
  readonly i: number | string;
  readonly cv?: string;
  readonly message?: string;
  readonly seal?: string;
  readonly results?: string;
  /** d= of both signatures. */
  readonly domain?: string;
  /** The names that the message signature signs besides From; missing ones sign as absent. */
  readonly names?: string;
  /** Fields to leave out, and fields to write twice. */
  readonly without?: string;
  readonly twice?: string;
}

const [SEAL, MESSAGE, RESULTS] = ['ARC-Seal', 'ARC-Message-Signature', 'ARC-Authentication-Results'] as const;
const FROM = ['From', ' Alice <alice@example.org>'] as const;
type Field = readonly [name: string, value: string];
const canonical = (fields: readonly Field[]) =>
  fields.map(([name, value]) => relaxedField(name.toLowerCase(), value)).join('\r\n');

function signedBy(fields: readonly Field[], name: string, value: string): Field {
  const text = canonical([...fields, [name, value]]);
  return [name, value + sign(null, hash('sha256', text, 'buffer'), key.privateKey).toString('base64')];
}

/** Returns a letter with these sets in front, each signed and sealed as described (RFC 8617 4.1). */
function sealed(sets: readonly Set[]): string {
  const before: Field[] = [];
  const written = sets.map(({ i, cv, message = '', seal = '', results, domain, names = '', without, twice }, at) => {
    const usual = `i=${i}; a=ed25519-sha256; d=${domain ?? 'example.org'}; s=one`;
    const own: Field[] = [[RESULTS, results ?? ` i=${i}; example.org; dmarc=pass header.from=example.org`]];
    own.push(signedBy([FROM], MESSAGE, ` ${usual}; c=relaxed/relaxed; h=from${names}; bh=${bodyHash}${message}; b=`));
    const status = cv ?? (at === 0 ? 'none' : 'pass');
    own.push(signedBy([...before, ...own], SEAL, ` ${usual}; cv=${status}${seal}; b=`));
    before.push(...own);
    const fields = own.filter(([name]) => name !== without);
    return [...fields, ...fields.filter(([name]) => name === twice)].reverse();
  });
  const front = written.reverse().flat();
  return front.map((field) => `${field.join(':')}\r\n`).join('') + LETTER;
}

const sets = (count: number): Set[] => Array.from({ length: count }, (_, at) => ({ i: at + 1 }));

for (const [name, message, result] of [
  ['one set', sealed(sets(1)), 'pass'],
  ['three sets', sealed(sets(3)), 'pass'],
  ['its instances with a gap', sealed([{ i: 1 }, { i: 3 }]), 'fail'],
  ['an instance 0', sealed([{ i: 0 }, { i: 1 }]), 'fail'],
  ['no first instance', sealed([{ i: 2, cv: 'none' }]), 'fail'],
  ['a first set with cv=pass', sealed([{ i: 1, cv: 'pass' }]), 'fail'],
  ['a later set with cv=none', sealed([{ i: 1 }, { i: 2, cv: 'none' }]), 'fail'],
  ['cv=fail in the middle', sealed([{ i: 1 }, { i: 2, cv: 'fail' }, { i: 3 }]), 'fail'],
  ['two seals of one instance', sealed([{ i: 1, twice: SEAL }]), 'fail'],
  ['two signatures of one instance', sealed([{ i: 1 }, { i: 2, twice: MESSAGE }]), 'fail'],
  ['two results of one instance', sealed([{ i: 1, twice: RESULTS }, { i: 2 }]), 'fail'],
  ['a set without its seal', sealed([{ i: 1 }, { i: 2, without: SEAL }]), 'fail'],
  ['a set without its signature', sealed([{ i: 1, without: MESSAGE }, { i: 2 }]), 'fail'],
  ['a set without results', sealed([{ i: 1, without: RESULTS }]), 'fail'],
  ['results without an instance', sealed([{ i: 1, results: ' example.org; dmarc=pass' }]), 'fail'],
  ['a seal that names fields', sealed([{ i: 1, seal: '; h=from' }]), 'fail'],
  ['a repeated tag', sealed([{ i: 1, seal: '; d=example.org' }]), 'fail'],
  ['a body length of zero', sealed([{ i: 1, message: '; l=0' }]), 'fail'],
  ['a key to be asked of something else than DNS', sealed([{ i: 1, message: '; q=dns/other' }]), 'fail'],
  ['an end before its beginning', sealed([{ i: 1, message: '; t=99999999999; x=99999999998' }]), 'fail'],
  ['an end that is to come', sealed([{ i: 1, message: '; t=1; x=99999999999' }]), 'pass'],
  ['a signature of no valid domain', sealed([{ i: 1, domain: 'example.org.' }]), 'fail'],
  ['a long field that is not of a set', `ARC-Note: ${'x'.repeat(9_000)}\r\n${sealed(sets(1))}`, 'pass'],
  ['changed older results', sealed(sets(2)).replace(/( i=1;.*)dmarc=pass/, '$1dmarc=fail'), 'fail'],
  [
    'a signature that signs others of its name (RFC 6376 3.7)',
    sealed([{ i: 1, names: ':arc-message-signature' }]),
    'pass',
  ],
  ['a signature that signs a seal', sealed([{ i: 1, names: ':arc-seal' }]), 'fail'],
  ['a signature without a canonical form', sealed(sets(1)).replace('; c=relaxed/relaxed', ''), 'fail'],
  ['an invalid character in the value of a seal', sealed(sets(2)).replace(/(ARC-Seal: i=1;.* b=.{9})/, '$1!'), 'fail'],
  ['a folded value of a seal', sealed(sets(1)).replace(/(ARC-Seal: i=1;.* b=.{9})/, '$1\r\n '), 'pass'],
  ['a changed body', sealed(sets(2)).replace('this is it', 'this was it'), 'fail'],
] as const) {
  test(`an ARC chain with ${name}: ${result} (RFC 8617 5.2)`, async () => {
    await using judge = await startJudge(key.zone);
    const { arc } = await judge.check(message);
    assert.equal(arc.result, result, arc.info);
    assert.equal(arc.dmarc, result === 'pass' ? 'pass' : undefined);
  });
}

test('the seal says who vouches for the results: the message signature may be of somebody else (RFC 8617 4.1)', async () => {
  const [list, other] = [await testKey('rsa-sha256'), await testKey('rsa-sha256', 'other.example')];
  await using judge = await startJudge({ ...list.zone, ...other.zone });
  const honest = await resealed(LETTER, list, 'fail');
  const { arc } = await judge.check(honest);
  assert.deepEqual([arc.result, arc.sealer, arc.dmarc], ['pass', 'example.org', 'fail'], arc.info);
  const { arc: forged } = await judge.check(retold(honest, other));
  assert.deepEqual([forged.result, forged.sealer, forged.dmarc], ['pass', 'other.example', 'pass'], forged.info);
});

test('a chain whose key DNS does not tell has failed, and may be valid (RFC 8617 5.2.1)', async () => {
  const chain = sealed(sets(2));
  for (const [answer, isUndecided] of [
    ['SERVFAIL', true],
    ['TIMEOUT', true],
    [{ TXT: ['v=DKIM1; p='] }, false],
  ] as const) {
    await using judge = await startJudge({ 'one._domainkey.example.org': answer });
    const { arc } = await judge.check(chain);
    assert.deepEqual([arc.result, arc.isUndecided, arc.sealer], ['fail', isUndecided, 'example.org'], String(answer));
  }
});
