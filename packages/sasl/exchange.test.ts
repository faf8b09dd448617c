import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Offer, offeredMechanisms, startSasl as start } from './exchange.ts';
import type { SaslStep } from './step.ts';

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

const SECURE: Offer = { secure: true, scram: true, bindings: new Map() };
const startSasl = (name: string, initial?: string) => start(name, initial, SECURE);

/** Runs an exchange to its end; answers come one by one. */
function run(name: string, initial: string | undefined, ...answers: string[]): { challenges: string[]; end: SaslStep } {
  const challenges: string[] = [];
  let step = startSasl(name, initial);
  for (const answer of answers) {
    if (!('challenge' in step)) break;
    challenges.push(Buffer.from(step.challenge, 'base64').toString());
    step = step.respond(answer);
  }
  return { challenges, end: step };
}

const alice = { authcid: 'alice', authzid: '', password: 'secret' };

test('PLAIN with and without initial response, in any case', () => {
  assert.deepEqual(startSasl('PLAIN', base64('\0alice\0secret')), { credentials: alice });
  assert.deepEqual(run('plain', undefined, base64('\0alice\0secret')), {
    challenges: [''],
    end: { credentials: alice },
  });
  assert.deepEqual(startSasl('PLAIN', base64('bob\0ålice\0pässword')), {
    credentials: { authcid: 'ålice', authzid: 'bob', password: 'pässword' },
  });
});

test('PLAIN refuses what is not its grammar', () => {
  const bad = ['', 'alice', '\0alice', '\0\0secret', '\0alice\0', '\0alice\0secret\0more', `\0${'a'.repeat(256)}\0s`];
  for (const message of bad) assert.deepEqual(startSasl('PLAIN', base64(message) || '='), { error: 'malformed' });
  const latin1 = Buffer.from('\0alice\0p\xe4ssword', 'latin1');
  assert.deepEqual(startSasl('PLAIN', base64(latin1)), { error: 'malformed' });
});

test('LOGIN asks for both, or takes the name at once', () => {
  const whole = run('LOGIN', undefined, base64('alice'), base64('secret'));
  assert.deepEqual(whole, { challenges: ['Username:', 'Password:'], end: { credentials: alice } });
  const short = run('LOGIN', base64('alice'), base64('secret'));
  assert.deepEqual(short, { challenges: ['Password:'], end: { credentials: alice } });
  assert.deepEqual(run('LOGIN', undefined, '').end, { error: 'malformed' });
  assert.deepEqual(run('LOGIN', undefined, base64('alice'), '').end, { error: 'malformed' });
});

test('a star cancels at every step, but is no initial response', () => {
  assert.deepEqual(run('PLAIN', undefined, '*').end, { error: 'cancelled' });
  assert.deepEqual(run('LOGIN', undefined, base64('alice'), '*').end, { error: 'cancelled' });
  assert.deepEqual(startSasl('PLAIN', '*'), { error: 'malformed' });
});

test('base64 is read strictly', () => {
  const good = base64('\0alice\0secret!');
  for (const bad of [good.replace(/=*$/, ''), `${good}=`, ` ${good}`, good.replace('A', '-'), `${good}\r`, 'AA=A']) {
    assert.deepEqual(startSasl('PLAIN', bad), { error: 'malformed' }, bad);
  }
  // The last character carries bits that no decoder reads.
  assert.deepEqual(startSasl('LOGIN', 'YWxpY2V='), { error: 'malformed' });
});

test('an over-long line and an unknown mechanism have their own errors', () => {
  assert.deepEqual(startSasl('PLAIN', 'A'.repeat(12_292)), { error: 'too-long' });
  assert.deepEqual(startSasl('CRAM-MD5'), { error: 'unsupported' });
});

test('passwords are not asked for in clear', () => {
  assert.deepEqual(offeredMechanisms({ ...SECURE, secure: false }), []);
  assert.deepEqual(offeredMechanisms({ ...SECURE, scram: false }), ['PLAIN', 'LOGIN']);
  assert.deepEqual(offeredMechanisms(SECURE), ['SCRAM-SHA-256', 'PLAIN', 'LOGIN']);
});
