import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReturnPaths } from './return-paths.ts';

const SECRET = 'a secret of these tests, and long enough';
const DAY = 24 * 3600 * 1000;
const now = new Date('2026-11-28T12:00:00Z');
const paths = new ReturnPaths([SECRET]);
const others = new ReturnPaths(['a secret of another forwarder, long enough']);

const rewritten = (address: string, by = paths, domain = 'postroom.test') =>
  by.rewritten(address, domain, now)?.address ?? assert.fail(address);

test('a rewritten address stands for exactly one sender', () => {
  assert.match(rewritten('alice@example.org'), /^SRS0=[A-Z2-7]{6}=[A-Z2-7]{2}=example\.org=alice@postroom\.test$/);
  for (const sender of [
    'alice@example.org',
    'bounces+a=b.test@mail.example.org',
    "O'Neil@example.org",
    '"two words"@example.org',
    '"quo\\"te"@example.org',
    'jörg@example.org',
  ]) {
    assert.equal(paths.sender(rewritten(sender), now), sender);
  }
  assert.equal(paths.sender(rewritten('alice@BÜCHER.example'), now), 'alice@xn--bcher-kva.example');
});

test('servers that change the case of a rewritten address do no harm', () => {
  const address = rewritten('Alice@Example.org');
  assert.equal(paths.sender(address, now), 'Alice@example.org');
  assert.equal(paths.sender(address.toLowerCase(), now), 'alice@example.org');
  assert.equal(paths.sender(address.toUpperCase(), now), 'ALICE@EXAMPLE.ORG');
});

test('a rewritten address that was changed anywhere is refused', () => {
  const address = rewritten('alice@example.org');
  for (const changed of [
    address.replace('alice', 'alicia'),
    address.replace('example.org', 'example.net'),
    address.replace(/^(SRS0=.{6}=)../, '$1AA'),
    address.replace(/^SRS0=../, 'SRS0=22'),
    address.replace('postroom.test', 'other.test'),
    address.replace('SRS0', 'SRS1'),
    address.replace(/^(SRS0=.{5})./, '$1'),
    'SRS0=@postroom.test',
    'SRS0====@postroom.test',
    'srs1=x@postroom.test',
  ]) {
    assert.equal(paths.sender(changed, now), 'forged', changed);
  }
  assert.equal(others.sender(address, now), 'forged');
  for (const usual of ['alice@postroom.test', 'SRS0-x@postroom.test', 'srs@postroom.test', 'not an address']) {
    assert.equal(paths.sender(usual, now), undefined, usual);
  }
});

test('a rewritten address is valid for 21 days, also when day stamps wrap around', () => {
  for (const from of [now, new Date(1023 * DAY + DAY / 2)]) {
    const address = paths.rewritten('alice@example.org', 'postroom.test', from)?.address ?? '';
    const after = (days: number) => paths.sender(address, new Date(from.getTime() + days * DAY));
    assert.deepEqual([after(0), after(21)], ['alice@example.org', 'alice@example.org']);
    assert.deepEqual([after(22), after(500), after(-1)], ['forged', 'forged', 'forged']);
  }
});

test('rewriting an already rewritten address leads to the first forwarder, and does not grow further', () => {
  const first = rewritten('alice@example.org', others, 'first.test');
  const second = rewritten(first);
  assert.match(second, /^SRS1=[A-Z2-7]{6}=first\.test==[A-Z2-7]{6}=..=example\.org=alice@postroom\.test$/);
  assert.equal(paths.sender(second, now), first);
  const third = rewritten(second, others, 'third.test');
  assert.equal(third.length, second.length - 'postroom.test'.length + 'third.test'.length);
  assert.equal(others.sender(third, now), first);
  assert.equal(others.sender(third.replace('first.test', 'forth.test'), now), 'forged');
  // Addresses of other forwarders may have another separator (libsrs2) and case-sensitive codes.
  assert.equal(
    paths.sender(rewritten('SRS0+aB/c=Zz=example.org=bob@first.test'), now),
    'SRS0+aB/c=Zz=example.org=bob@first.test',
  );
  // An address that only looks rewritten leads back unchanged.
  assert.equal(paths.sender(rewritten('SRS1=x=no+name==y@first.test'), now), 'SRS1=x=no+name==y@first.test');
});

test('after a change of the secret, addresses made with the previous one stay valid', () => {
  const old = rewritten('alice@example.org');
  const next = new ReturnPaths(['the secret that follows, and long enough', SECRET]);
  assert.equal(next.sender(old, now), 'alice@example.org');
  assert.notEqual(next.rewritten('alice@example.org', 'postroom.test', now)?.address, old);
});

test('an address that would become too long is kept under a key that its short form contains', () => {
  const local = (length: number) => `${'a'.repeat(length)}@example.org`;
  const most = 64 - 'SRS0=123456=12=example.org='.length;
  assert.equal(paths.sender(rewritten(local(most)), now), local(most));
  const { address = '', keep } = paths.rewritten(local(most + 1), 'postroom.test', now) ?? {};
  assert.match(address, /^SRS0=[A-Z2-7]{6}=[A-Z2-7]{2}==[A-Z2-7]{20}@postroom\.test$/);
  assert.match(keep?.key ?? '', /^[A-Z2-7]{20}$/);
  for (const as of [address, address.toLowerCase()]) assert.deepEqual(paths.sender(as, now), keep);
  const other = (sender: string) => paths.rewritten(sender, 'postroom.test', now)?.keep?.key;
  assert.equal(other(local(most + 1)), keep?.key, 'the same sender has the same key');
  assert.notEqual(other(local(most + 1).toUpperCase()), keep?.key);
  const forged = [address.replace('==', '==A').replace(/.@/, '@'), address.replace('postroom', 'other')];
  for (const changed of forged) assert.equal(paths.sender(changed, now), 'forged', changed);
  assert.equal(paths.sender(address, new Date(now.getTime() + 22 * DAY)), 'forged');
  // The next forwarder leads back to us.
  const next = rewritten(address, others, 'next.test');
  assert.equal(others.sender(next, now), address);
  // The address of another forwarder that would be too long is kept whole.
  assert.match(rewritten(`SRS0=AAAA=AA=${'x'.repeat(30)}=${'y'.repeat(30)}@first.test`), /^SRS0=.{6}=..==.{20}@/);
});

test('an address without a domain is not rewritten', () => {
  assert.equal(paths.rewritten('alice@[192.0.2.1]', 'postroom.test', now), null);
  assert.equal(paths.rewritten('', 'postroom.test', now), null);
  assert.equal(paths.rewritten('""@example.org', 'postroom.test', now), null);
});
