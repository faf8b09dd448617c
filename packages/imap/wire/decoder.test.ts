import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImapSyntaxError } from '../values/syntax-error.ts';
import { Decoder } from './decoder.ts';
import { gather } from './gathered.ts';

const decoder = (text: string | Buffer, utf8 = false) => new Decoder(gather(text), { utf8 });
const fails = (run: () => unknown, message: RegExp) =>
  assert.throws(run, (error) => error instanceof ImapSyntaxError && message.test(error.message));

test('tag, command and arguments are read one after another', () => {
  const d = decoder('a1 Login {3}\r\nbob "p\\"w"');
  assert.equal(d.tag(), 'a1');
  d.expectSpace();
  assert.equal(d.expectWord(), 'LOGIN');
  d.expectSpace();
  assert.equal(d.expectAstring(), 'bob');
  d.expectSpace();
  assert.equal(d.expectAstring(), 'p"w');
  assert.equal(d.atEnd, true);
});

test('an optional element that does not match consumes nothing', () => {
  const d = decoder('(x)');
  assert.equal(d.atom(), undefined);
  assert.equal(d.number(), undefined);
  assert.equal(d.stringBytes(), undefined);
  assert.equal(d.keyword('X'), false);
  assert.deepEqual(
    d.list(() => d.expectAtom()),
    ['x'],
  );
});

test('an astring may contain "]", and an atom may not', () => {
  assert.equal(decoder('a]b').expectAstring(), 'a]b');
  assert.equal(decoder('a]b').expectAtom(), 'a');
});

test('an nstring is NIL or a string', () => {
  assert.equal(decoder('nil').expectNstring(), null);
  assert.equal(decoder('"nil"').expectNstring(), 'nil');
  assert.equal(decoder('NILS').nstring(), undefined);
});

test('numbers are read within their limits', () => {
  assert.equal(decoder('4294967295').expectNumber(), 4294967295);
  fails(() => decoder('4294967296').expectNumber(), /too large/);
  fails(() => decoder('0').expectNzNumber(), /above zero/);
  assert.equal(decoder('9007199254740993').expectNumber64(), Number.MAX_SAFE_INTEGER);
  fails(() => decoder('99999999999999999999').expectNumber64(), /too large/);
});

test('flags are read, and invalid ones refused', () => {
  assert.deepEqual(decoder('(\\Seen $Forwarded \\answered)').flagList(), ['\\Seen', '$Forwarded', '\\answered']);
  assert.deepEqual(decoder('()').flagList(), []);
  assert.deepEqual(decoder('(  \\Seen  a )').flagList(), ['\\Seen', 'a']);
  assert.deepEqual(decoder('( )').flagList(), []);
  for (const bad of ['(\\Seen', '(\\)', '(\\*)', '("a")', '(\\Seen\\Flagged)']) {
    assert.throws(() => decoder(bad).flagList(), ImapSyntaxError, bad);
  }
});

test('malformed quoted strings are refused', () => {
  fails(() => decoder('"abc').expectString(), /closing quote/);
  fails(() => decoder('"a\\b"').expectString(), /may follow/);
  fails(() => decoder('"a\\').expectString(), /may follow/);
  fails(() => decoder('"a\0"').expectString(), /NUL/);
  fails(() => decoder('"a\rb"').expectString(), /CR/);
  assert.equal(decoder('"ü"').expectString(), 'ü');
});

test('literals are read, and invalid ones refused', () => {
  assert.equal(decoder('{4+}\r\n"\\\r\n').expectString(), '"\\\r\n');
  assert.equal(decoder('{2}\r\nü').expectString(), 'ü');
  fails(() => decoder('{1}\r\n\0').expectString(), /NUL/);
  assert.deepEqual(decoder('~{1}\r\n\0').stringBytes(), Buffer.of(0));
  for (const bad of ['{1}', '{1}x', '{a}', '{', '{1} {2}\r\nxx'])
    fails(() => decoder(bad).expectString(), /Invalid literal/);
});

test('mailbox names are decoded, and INBOX is case-insensitive', () => {
  assert.equal(decoder('inBox').expectMailbox(), 'INBOX');
  assert.equal(decoder('"Entw&APw-rfe"').expectMailbox(), 'Entwürfe');
  assert.equal(decoder('"Entwürfe"', true).expectMailbox(), 'Entwürfe');
  assert.equal(decoder('"A & B"', true).expectMailbox(), 'A & B');
  assert.equal(decoder('%/x*').expectListMailbox(), '%/x*');
  assert.equal(decoder('"ınbox"', true).expectMailbox(), 'ınbox');
});

test('an impossible mailbox name gets NO from a command, and matches nothing as a pattern', () => {
  const bad = [Buffer.from('"\xff"', 'latin1'), '"Entwürfe"', '"A & B"', '"&AGE-"', `"${'a'.repeat(20_000)}"`, '&Jjo'];
  for (const name of bad) {
    assert.throws(
      () => decoder(name).expectMailbox(),
      (error) => error instanceof ImapSyntaxError && error.status === 'NO' && error.code === 'CANNOT',
    );
    assert.equal(decoder(name).expectListMailbox(), undefined);
  }
});

test('several spaces count as one', () => {
  const d = decoder('a   NOOP  x');
  assert.equal(d.tag(), 'a');
  d.expectSpace();
  assert.equal(d.expectWord(), 'NOOP');
  d.expectSpace();
  assert.equal(d.expectAtom(), 'x');
  fails(() => decoder('x').expectSpace(), /Expected a space/);
});

test('dates are read with and without quotes', () => {
  assert.equal(decoder('"1-Feb-1994"').expectDate(), '1994-02-01');
  assert.equal(decoder('1-Feb-1994').expectDate(), '1994-02-01');
  assert.equal(decoder('" 1-Feb-1994 00:00:00 +0100"').dateTime()?.toISOString(), '1994-01-31T23:00:00.000Z');
  assert.equal(decoder('"1-Feb-1994 00:00:00 +0100"').dateTime()?.toISOString(), '1994-01-31T23:00:00.000Z');
  assert.equal(decoder('{3}').dateTime(), undefined);
});

test('only spaces may follow the last argument', () => {
  decoder('  ').expectEnd();
  fails(() => decoder(' x').expectEnd(), /Unexpected/);
  fails(() => decoder('\0').expectEnd(), /Unexpected/);
});
