import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailParameters } from './mail-parameters.ts';
import { ParameterError } from './parameter-error.ts';
import { formatOrcpt, parseParameters, rcptParameters } from './parameters.ts';
import { decodeUtf8Addr, decodeXtext, encodeUtf8AddrXtext, encodeXtext } from './xtext.ts';

const mail = (text: string) => mailParameters(parseParameters(text));
const rcpt = (text: string) => rcptParameters(parseParameters(text));
const refused = (code: number) => (error: unknown) => error instanceof ParameterError && error.code === code;

test('MAIL parameters are parsed', () => {
  assert.deepEqual(mail(' size=1024 BODY=8bitmime SMTPUTF8 RET=hdrs ENVID=QQ+2B314159 AUTH=<>'), {
    size: 1024,
    body: '8BITMIME',
    smtpUtf8: true,
    ret: 'HDRS',
    envid: 'QQ+314159',
    submitted: true,
  });
  assert.deepEqual(mail(''), {});
});

test('RFC 4865 4: HOLDFOR and HOLDUNTIL are parsed', () => {
  assert.deepEqual(mail('HOLDFOR=86400'), { holdFor: 86_400 });
  assert.deepEqual(mail('holduntil=2026-11-30T10:00:00+02:00'), { holdUntil: new Date('2026-11-30T08:00:00Z') });
  assert.deepEqual(mail('HOLDUNTIL=2028-02-29t08:00:00.5z'), { holdUntil: new Date('2028-02-29T08:00:00.5Z') });
  for (const text of [
    ...['HOLDFOR', 'HOLDFOR=0', 'HOLDFOR=-1', 'HOLDFOR=1.5', 'HOLDFOR=9999999999', 'HOLDUNTIL', 'HOLDUNTIL=tomorrow'],
    ...['HOLDUNTIL=2026-11-30', 'HOLDUNTIL=2026-11-31T08:00:00Z', 'HOLDUNTIL=2026-13-01T08:00:00Z'],
    ...['HOLDUNTIL=2026-11-30T08:00:00', 'HOLDUNTIL=2026-11-30T24:00:00Z', 'HOLDFOR=1 HOLDUNTIL=2026-11-30T08:00:00Z'],
  ]) {
    assert.throws(() => mail(text), refused(501), text);
  }
});

test('RFC 6710: MT-PRIORITY is a number from -9 to 9', () => {
  assert.deepEqual(mail('MT-PRIORITY=-9'), { priority: -9 });
  assert.deepEqual(mail('mt-priority=0'), { priority: 0 });
  for (const value of ['', '=', '=10', '=-10', '=+3', '=03', '=-0', '=3.0', '=3 MT-PRIORITY=3', '=high']) {
    assert.throws(() => mail(`MT-PRIORITY${value}`), refused(501), value);
  }
});

test('RFC 2852: BY has a time and a mode', () => {
  assert.deepEqual(mail('BY=120;R'), { deliverBy: { seconds: 120, mode: 'R' } });
  assert.deepEqual(mail('by=+86400;nt'), { deliverBy: { seconds: 86_400, mode: 'NT' } });
  assert.deepEqual(mail('BY=-20;N'), { deliverBy: { seconds: -20, mode: 'N' } });
  for (const value of ['', '=', '=120', '=120;', '=;R', '=0;R', '=-1;RT', '=1234567890;N', '=1.5;N', '=1;T', '=1;RN']) {
    assert.throws(() => mail(`BY${value}`), refused(501), value);
  }
});

test('RCPT parameters are parsed', () => {
  assert.deepEqual(rcpt('NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Bob+2Btag@x.test'), {
    notify: ['SUCCESS', 'FAILURE'],
    orcpt: { type: 'rfc822', address: 'Bob+tag@x.test' },
  });
  assert.deepEqual(rcpt('ORCPT=utf-8;\\x{7528}@x.test').orcpt, { type: 'utf-8', address: '用@x.test' });
});

test('malformed parameters give 501, and unknown ones 555', () => {
  const malformed = [
    'SIZE=x',
    'SIZE',
    'BODY=9BIT',
    'RET=ALL',
    'ENVID=a=b',
    'ENVID=+0D+0A',
    'SIZE=1 SIZE=2',
    'SMTPUTF8=1',
    'AUTH=a+4',
    'AUTH=a+4g',
    'AUTH',
  ];
  for (const text of malformed) assert.throws(() => mail(text), refused(501), text);
  for (const text of [
    'NOTIFY=NEVER,DELAY',
    'NOTIFY=',
    'NOTIFY=NO',
    'ORCPT=a@b',
    'ORCPT=rfc822;+zz',
    'ORCPT=rfc822;+0A',
  ]) {
    assert.throws(() => rcpt(text), refused(501), text);
  }
  assert.throws(() => mail('FOO=1'), refused(555));
  assert.throws(() => rcpt('SIZE=1'), refused(555));
});

test('xtext and utf-8-addr-xtext are decoded back to the encoded text', () => {
  assert.equal(encodeXtext('a+b=c d'), 'a+2Bb+3Dc+20d');
  for (const text of ['', 'a+b=c d', 'ü', '\r\n']) assert.equal(decodeXtext(encodeXtext(text)), text);
  assert.equal(decodeXtext('+2b'), undefined);
  assert.equal(encodeUtf8AddrXtext('用+\\@x'), '\\x{7528}\\x{2B}\\x{5C}@x');
  assert.equal(decodeUtf8Addr('\\x{7528}\\x{2B}\\x{5C}@x'), '用+\\@x');
  assert.equal(decodeUtf8Addr('\\x{D800}'), undefined);
  assert.equal(decodeUtf8Addr('\\x{FFFFFF}'), undefined);
  assert.equal(formatOrcpt({ type: 'rfc822', address: 'a+b@x' }), 'rfc822;a+2Bb@x');
  // RFC 6533 3: a utf-8 address keeps its own encoding even when it is ASCII; other address types keep theirs.
  assert.equal(formatOrcpt({ type: 'utf-8', address: 'a+b\\@x' }), 'utf-8;a\\x{2B}b\\x{5C}@x');
  assert.equal(formatOrcpt({ type: 'x400', address: 'c=\u00e4' }), 'x400;c+3D+C3+A4');
});
