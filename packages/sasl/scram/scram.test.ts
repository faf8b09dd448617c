import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { type Offer, offeredMechanisms, startSasl } from '../exchange.ts';
import { saslPrep } from '../prepare.ts';
import type { SaslStep } from '../step.ts';
import { scramClient } from './client.testing.ts';
import { scramKeys } from './keys.ts';

const CHANNEL = Buffer.from('what this connection alone has');
const UNBOUND: Offer = { secure: true, scram: true, bindings: new Map() };
const BOUND: Offer = { ...UNBOUND, bindings: new Map([['tls-exporter', () => [CHANNEL]]]) };
const SALT = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
const keys = await scramKeys('pencil', SALT, 4096);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const alice = { user: 'user', password: 'pencil', nonce: 'rOprNGfwEbeRWgbNEkqO' };

/** Sends the first message; returns the server's first message and the state of the exchange. */
function begun(first: string, offer = UNBOUND, name = 'SCRAM-SHA-256') {
  const asked = startSasl(name, base64(first), offer);
  if (!('keysOf' in asked)) return { asked };
  const step = asked.proceed(keys);
  assert.ok('challenge' in step);
  return { asked, step, serverFirst: Buffer.from(step.challenge, 'base64').toString() };
}

function ended(client: ReturnType<typeof scramClient>, changes = {}, offer = UNBOUND, name?: string): SaslStep {
  const { step, serverFirst, asked } = begun(client.first, offer, name);
  return step ? step.respond(base64(client.final(serverFirst, changes).message)) : asked;
}

const PROOF = `p=${'A'.repeat(43)}=`;

test('RFC 7677 3: the keys of the example give its signature, and our client gives its proof', () => {
  const serverFirst = 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096';
  const { message, verifier } = scramClient(alice).final(serverFirst);
  assert.match(message, /,p=dHzbZapWIk4jUhN\+Ute9ytag9zjfMHgsqmmiz7AndVQ=$/);
  assert.equal(verifier, 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  const signed = `n=user,r=${alice.nonce},${serverFirst},${message.replace(/,p=.*/, '')}`;
  assert.equal(`v=${createHmac('sha256', keys.serverKey).update(signed).digest('base64')}`, verifier);
});

test('the client proves its password, and the server proves that it knows it too', () => {
  const client = scramClient(alice);
  const { asked, step, serverFirst } = begun(client.first);
  assert.ok('keysOf' in asked && step);
  assert.deepEqual(asked.keysOf, { authcid: 'user', authzid: '' });
  const { message, verifier } = client.final(serverFirst);
  const last = step.respond(base64(message));
  assert.ok('challenge' in last);
  assert.equal(Buffer.from(last.challenge, 'base64').toString(), verifier);
  assert.deepEqual(last.respond(''), { proved: true });
  assert.deepEqual(last.respond('*'), { error: 'cancelled' });
});

test('another password, a reused nonce and a proof of another exchange are refused', () => {
  assert.deepEqual(ended(scramClient({ ...alice, password: 'pencils' })), { error: 'not-proved' });
  assert.deepEqual(ended(scramClient(alice), { nonce: alice.nonce }), { error: 'not-proved' });
  const client = scramClient(alice);
  const one = begun(client.first);
  const other = begun(client.first);
  assert.notEqual(one.serverFirst, other.serverFirst);
  assert.deepEqual(other.step?.respond(base64(client.final(one.serverFirst ?? '').message)), { error: 'not-proved' });
});

test('the final client message is accepted once, with both nonces and a proof of the right length', () => {
  const client = scramClient(alice);
  const { step, serverFirst = '' } = begun(client.first);
  const { message } = client.final(serverFirst);
  for (const [changed, error] of [
    [message.replace(/r=./, 'r=x'), 'not-proved'],
    [message.replace(/.(?=,p=)/, ''), 'not-proved'],
    [message.replace(/.(?=,p=)/, '$&x'), 'not-proved'],
    [message.replace(/p=.*/, `p=${base64('\0'.repeat(32))}`), 'not-proved'],
    [message.replace(/p=.*/, `p=${base64('\0'.repeat(31))}`), 'malformed'],
    [message.replace(/p=.*/, `p=${base64('\0'.repeat(33))}`), 'malformed'],
    [message.replace(/,p=.*/, ''), 'malformed'],
    [message.replace(/c=[^,]*/, `c=${base64('n,,more')}`), 'not-bound'],
    [message.replace(/c=[^,]*/, `c=${base64('n,a=boss,')}`), 'not-bound'],
  ] as const) {
    assert.deepEqual(step?.respond(base64(changed)), { error }, changed);
  }
  const last = step?.respond(base64(message));
  assert.ok(last && 'challenge' in last);
  assert.deepEqual(last.respond(base64(message)), { error: 'malformed' });
});

test('PLUS is bound to this connection, and removing it from the offer is detected', () => {
  assert.deepEqual(offeredMechanisms(BOUND), ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256', 'PLAIN', 'LOGIN']);
  const plus = 'SCRAM-SHA-256-PLUS';
  const bound = { ...alice, binding: 'tls-exporter' };
  assert.ok('challenge' in ended(scramClient({ ...bound, channel: CHANNEL }), {}, BOUND, plus));
  const notBound = { error: 'not-bound' };
  assert.deepEqual(ended(scramClient({ ...bound, channel: Buffer.from('another') }), {}, BOUND, plus), notBound);
  assert.deepEqual(
    ended(scramClient({ ...bound, binding: 'tls-unique', channel: CHANNEL }), {}, BOUND, plus),
    notBound,
  );
  assert.deepEqual(ended(scramClient(alice), {}, BOUND, plus), notBound, 'the binding is left out');
  assert.deepEqual(ended(scramClient({ ...bound, channel: CHANNEL }), {}, BOUND), notBound, 'a binding without PLUS');
  assert.deepEqual(ended(scramClient({ ...alice, binding: 'y' }), {}, BOUND), notBound, 'the offer was changed');
  assert.ok('challenge' in ended(scramClient({ ...alice, binding: 'y' })));
  assert.deepEqual(ended(scramClient(alice), { gs2: 'y,,' }), notBound, 'the header was changed on the way');
  assert.deepEqual(startSasl(plus, undefined, UNBOUND), { error: 'unsupported' });
});

test('escaped names are read, and malformed messages refused', () => {
  const { asked } = begun(scramClient({ ...alice, user: 'a,b=c', authzid: 'boss' }).first);
  assert.deepEqual('keysOf' in asked && asked.keysOf, { authcid: 'a,b=c', authzid: 'boss' });
  const bad = [
    '',
    'n,,',
    'n,,n=a',
    'x,,n=a,r=b',
    'n,,m=1,n=a,r=b',
    'n,,n=a,r=b,m=1',
    'n,,n=a,r=b,r=c',
    'n,,n=a,r=b,n=c',
    'n,,n=a=,r=b',
    'n,,n=a,r=',
    'n,,n=a,r=\u00e9',
    'p=,,n=a,r=b',
  ];
  for (const first of bad) assert.deepEqual(begun(first || ',').asked, { error: 'malformed' }, first);
  assert.deepEqual(begun(`n,,n=${'a'.repeat(256)},r=b`).asked, { error: 'malformed' });
  // GNU SASL sends an empty authorization identity.
  const nobody = begun('n,a=,n=alice,r=b').asked;
  assert.deepEqual('keysOf' in nobody && nobody.keysOf, { authcid: 'alice', authzid: '' });
  // RFC 5802 7: attributes of a later version are ignored.
  assert.ok('keysOf' in begun('n,,n=alice,r=b,t=later').asked);
  const { step } = begun(scramClient(alice).first);
  for (const final of [
    '',
    'c=biws,r=x',
    'c=biws,r=x,p=AAAA',
    `c=biws,r=x,m=1,${PROOF}`,
    `c=biws,r=x,r=y,${PROOF}`,
    'c=%,r=x,p=AAAA',
    `c=biws,r=x,p=${'A'.repeat(2000)}`,
  ]) {
    assert.deepEqual(step?.respond(base64(final)), { error: 'malformed' }, final);
  }
});

test('RFC 4013: a password is the same however it is typed', () => {
  assert.equal(saslPrep('I\u00adX\u00a0\u2168'), 'IX IX');
  assert.equal(saslPrep('p\u0061\u0308ss'), 'p\u00e4ss');
  assert.equal(saslPrep('bell\u0007'), null);
});
