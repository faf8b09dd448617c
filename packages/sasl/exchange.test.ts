import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Offer, offeredMechanisms, startSasl as start } from './exchange.ts';
import type { SaslStep } from './step.ts';

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

const SECURE: Offer = { secure: true, scram: true, bindings: new Map() };
const startSasl = (name: string, initial?: string) => start(name, initial, SECURE);

/** Runs an exchange to its end, with one response after the other. */
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

test('PLAIN works with and without initial response, in any case', () => {
  assert.deepEqual(startSasl('PLAIN', base64('\0alice\0secret')), { credentials: alice });
  assert.deepEqual(run('plain', undefined, base64('\0alice\0secret')), {
    challenges: [''],
    end: { credentials: alice },
  });
  assert.deepEqual(startSasl('PLAIN', base64('bob\0ålice\0pässword')), {
    credentials: { authcid: 'ålice', authzid: 'bob', password: 'pässword' },
  });
});

test('malformed PLAIN messages are refused', () => {
  const bad = ['', 'alice', '\0alice', '\0\0secret', '\0alice\0', '\0alice\0secret\0more', `\0${'a'.repeat(256)}\0s`];
  for (const message of bad) assert.deepEqual(startSasl('PLAIN', base64(message) || '='), { error: 'malformed' });
  const latin1 = Buffer.from('\0alice\0p\xe4ssword', 'latin1');
  assert.deepEqual(startSasl('PLAIN', base64(latin1)), { error: 'malformed' });
});

test('LOGIN asks for name and password, or takes the name as initial response', () => {
  const whole = run('LOGIN', undefined, base64('alice'), base64('secret'));
  assert.deepEqual(whole, { challenges: ['Username:', 'Password:'], end: { credentials: alice } });
  const short = run('LOGIN', base64('alice'), base64('secret'));
  assert.deepEqual(short, { challenges: ['Password:'], end: { credentials: alice } });
  assert.deepEqual(run('LOGIN', undefined, '').end, { error: 'malformed' });
  assert.deepEqual(run('LOGIN', undefined, base64('alice'), '').end, { error: 'malformed' });
});

test('a star cancels at every step, but is not an initial response', () => {
  assert.deepEqual(run('PLAIN', undefined, '*').end, { error: 'cancelled' });
  assert.deepEqual(run('LOGIN', undefined, base64('alice'), '*').end, { error: 'cancelled' });
  assert.deepEqual(startSasl('PLAIN', '*'), { error: 'malformed' });
});

test('base64 is decoded strictly', () => {
  const good = base64('\0alice\0secret!');
  for (const bad of [good.replace(/=*$/, ''), `${good}=`, ` ${good}`, good.replace('A', '-'), `${good}\r`, 'AA=A']) {
    assert.deepEqual(startSasl('PLAIN', bad), { error: 'malformed' }, bad);
  }
  // The last character carries bits that no decoder reads.
  assert.deepEqual(startSasl('LOGIN', 'YWxpY2V='), { error: 'malformed' });
});

test('an overlong line and an unknown mechanism have their own errors', () => {
  assert.deepEqual(startSasl('PLAIN', 'A'.repeat(12_292)), { error: 'too-long' });
  assert.deepEqual(startSasl('CRAM-MD5'), { error: 'unsupported' });
});

test('mechanisms with a plain-text password are offered only on secure connections', () => {
  assert.deepEqual(offeredMechanisms({ ...SECURE, secure: false }), []);
  assert.deepEqual(offeredMechanisms({ ...SECURE, scram: false }), ['PLAIN', 'LOGIN']);
  assert.deepEqual(offeredMechanisms(SECURE), ['SCRAM-SHA-256', 'PLAIN', 'LOGIN']);
});

test('a token may name its owner or not, and is accepted only where tokens are', () => {
  const offer = { ...SECURE, scram: false, tokens: true };
  assert.deepEqual(offeredMechanisms(offer), ['PLAIN', 'LOGIN', 'OAUTHBEARER', 'XOAUTH2']);
  const read = (name: string, message: string) => start(name, base64(message), offer);
  const bearer = (authcid: string) => ({
    bearer: { authcid, authzid: '', token: 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==' },
  });
  const auth = 'auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==';
  // RFC 7628 4.1
  const example = `n,a=user@example.com,\x01host=server.example.com\x01port=143\x01${auth}\x01\x01`;
  assert.deepEqual(read('OAUTHBEARER', example), bearer('user@example.com'));
  assert.deepEqual(read('OAUTHBEARER', `n,,\x01${auth}\x01\x01`), bearer(''));
  assert.deepEqual(read('OAUTHBEARER', `n,a=a=2Cb=3D,\x01${auth}\x01\x01`), bearer('a,b='));
  // RFC 7628 4.3
  const asking = 'n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=\x01\x01';
  assert.deepEqual(read('OAUTHBEARER', asking), { bearer: { authcid: 'user@example.com', authzid: '', token: '' } });
  assert.deepEqual(read('XOAUTH2', `user=alice\x01${auth}\x01\x01`), bearer('alice'));
  const bad = [
    ['OAUTHBEARER', `n,,\x01${auth}\x01`],
    ['OAUTHBEARER', `n,,${auth}\x01\x01`],
    ['OAUTHBEARER', `p=tls-exporter,,\x01${auth}\x01\x01`],
    ['OAUTHBEARER', `n,a==,\x01${auth}\x01\x01`],
    ['OAUTHBEARER', `n,,\x01${auth}\x01${auth}\x01\x01`],
    ['OAUTHBEARER', 'n,,\x01auth=Basic abc\x01\x01'],
    ['OAUTHBEARER', '\x01'],
    ['XOAUTH2', `user=\x01${auth}\x01\x01`],
    ['XOAUTH2', `user=a\0b\x01${auth}\x01\x01`],
    ['XOAUTH2', `user=alice\x01auth=Bearer ${'a'.repeat(8_001)}\x01\x01`],
  ] as const;
  for (const [name, message] of bad)
    assert.deepEqual(read(name, message), { error: 'malformed' }, message.slice(0, 60));
  assert.deepEqual(startSasl('OAUTHBEARER', base64(example)), { error: 'unsupported' });
});

test('EXTERNAL is offered first if the client has a certificate, and may name whom to act as', () => {
  const certified = { ...SECURE, certified: true };
  assert.equal(offeredMechanisms(certified)[0], 'EXTERNAL');
  assert.ok(!offeredMechanisms(SECURE).includes('EXTERNAL'));
  assert.deepEqual(start('EXTERNAL', '=', { ...certified, secure: false }), { error: 'unsupported' });
  assert.deepEqual(start('EXTERNAL', '=', certified), { external: { authcid: '', authzid: '' } });
  const named = { external: { authcid: 'alice@a.test', authzid: 'alice@a.test' } };
  assert.deepEqual(start('external', Buffer.from('alice@a.test').toString('base64'), certified), named);
  assert.deepEqual(start('EXTERNAL', Buffer.from('a\0b').toString('base64'), certified), { error: 'malformed' });
  const asked = start('EXTERNAL', undefined, certified);
  assert.ok('challenge' in asked);
  assert.deepEqual(asked.respond(''), { external: { authcid: '', authzid: '' } });
});
