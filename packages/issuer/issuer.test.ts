import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Answer } from '@postroom/dns';
import { createMetrics } from '@postroom/service';
import { ISSUER_CLIENT, type IssuerPeer, startIssuer } from '@postroom/testkit';
import { isMailError } from '@postroom/types';
import type { IssuerConfig } from './config.ts';
import { createIssuerMetrics, openIssuer } from './index.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());

const CONFIG: IssuerConfig = {
  OIDC_ISSUER: '',
  OIDC_AUDIENCE: 'postroom',
  OIDC_CLAIM: 'email',
  OIDC_DOMAIN: '',
  OIDC_SCOPES: '',
  OIDC_CLIENT_ID: '',
  OIDC_CLIENT_SECRET: '',
  OIDC_INTROSPECT: 'opaque',
  OIDC_REMEMBER_SECONDS: 60,
  OIDC_TIMEOUT_SECONDS: 30,
  OIDC_PAUSE_SECONDS: 10,
  OIDC_SESSION_HOURS: 1,
};
const CLIENT = { OIDC_CLIENT_ID: ISSUER_CLIENT.id, OIDC_CLIENT_SECRET: ISSUER_CLIENT.secret };

const nobody = async (): Promise<Answer<string>> => ({ kind: 'not-a-name' });

/** Opens an issuer with a clock that the test sets. */
function trusting(peer: IssuerPeer, config: Partial<IssuerConfig> = {}) {
  const clock = { ms: 0 };
  const issuer = openIssuer(
    { ...CONFIG, OIDC_ISSUER: peer.url, ...config },
    { resolver: { a: nobody, aaaa: nobody }, onError() {}, now: () => clock.ms },
  );
  assert.ok(issuer);
  const verify = async (token: string): Promise<string> => {
    try {
      return (await issuer.verify(token, 'imap')).address;
    } catch (error) {
      if (isMailError(error)) return error.code;
      throw error;
    }
  };
  return { issuer, clock, verify };
}

const ALICE = { email: 'alice@a.test' };

test('a token is accepted if the issuer signed it, it is meant for us, and it has not expired', async () => {
  const peer = stack.use(await startIssuer());
  const { verify } = trusting(peer);
  const now = Math.floor(Date.now() / 1000);
  assert.equal(await verify(await peer.token(ALICE)), 'alice@a.test');
  assert.equal(await verify(await peer.token({ ...ALICE, aud: ['account', 'postroom'] })), 'alice@a.test');
  assert.equal(await verify(await peer.token(ALICE, { typ: 'at+jwt' })), 'alice@a.test');
  assert.equal(await verify(await peer.token({ ...ALICE, exp: now - 10 })), 'alice@a.test', 'clocks differ a little');
  const bad = {
    'has ended': await peer.token({ ...ALICE, exp: now - 60 }),
    'never ends': await peer.token({ ...ALICE, exp: null }),
    'is not good yet': await peer.token({ ...ALICE, nbf: now + 120 }),
    'is for another service': await peer.token({ ...ALICE, aud: 'wiki' }),
    'is for nobody': await peer.token({ ...ALICE, aud: null }),
    'is of another issuer': await peer.token({ ...ALICE, iss: 'https://login.example.org' }),
    'is signed by nobody': peer.unsigned(ALICE),
    'is changed': (await peer.token(ALICE)).replace(
      /\.[^.]+\./,
      (await peer.token({ email: 'b@a.test' })).slice(20).match(/\.[^.]+\./)?.[0] ?? '',
    ),
    'is an ID token': await peer.token({ ...ALICE, typ: 'ID' }),
    'is an ID token by its nonce': await peer.token({ ...ALICE, nonce: 'n' }),
    'is an ID token by its hash': await peer.token({ ...ALICE, at_hash: 'h' }),
    'is a refresh token': await peer.token({ ...ALICE, typ: 'Refresh' }),
    'is a logout token': await peer.token({ ...ALICE, events: {} }, { typ: 'logout+jwt' }),
    'needs a key': await peer.token({ ...ALICE, cnf: { jkt: 'x' } }),
    'has an address that nobody verified': await peer.token({ ...ALICE, email_verified: false }),
    'has no address': await peer.token(),
    'has a name without a domain': await peer.token({ email: 'alice' }),
    'has a list for an address': await peer.token({ email: ['alice@a.test'] }),
    'is no token': 'abc',
    'is nearly one': 'a.b.c',
  };
  for (const [why, token] of Object.entries(bad)) assert.equal(await verify(token), 'authentication-failed', why);
});

test('a token signed with the public key as a shared secret is refused', async () => {
  const peer = stack.use(await startIssuer());
  const { verify } = trusting(peer);
  const [, claims] = (await peer.token(ALICE)).split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: 'key 1' })).toString('base64url');
  assert.equal(await verify(`${header}.${claims}.${Buffer.alloc(32).toString('base64url')}`), 'authentication-failed');
  assert.deepEqual(peer.asked, [], 'nobody is asked about it');
});

test('a configured claim names the account, and a missing domain is added', async () => {
  const peer = stack.use(await startIssuer());
  const { verify } = trusting(peer, { OIDC_CLAIM: 'preferred_username', OIDC_DOMAIN: 'a.test' });
  assert.equal(await verify(await peer.token({ preferred_username: 'alice' })), 'alice@a.test');
  assert.equal(await verify(await peer.token({ preferred_username: 'bob@b.test' })), 'bob@b.test');
});

test('a protocol may require a scope, which is named to a client without it', async () => {
  const peer = stack.use(await startIssuer());
  const { issuer, verify } = trusting(peer, { OIDC_SCOPES: 'imap=mail.read, smtp=mail.send' });
  assert.equal(await verify(await peer.token({ ...ALICE, scope: 'mail.send' })), 'no-permission');
  for (const more of [{ scope: 'openid mail.read' }, { scp: ['mail.read'] }]) {
    const token = await peer.token({ ...ALICE, ...more });
    assert.equal(await verify(token), 'alice@a.test');
    assert.equal(issuer.lately(token, 'imap')?.address, 'alice@a.test');
    assert.equal(issuer.lately(token, 'smtp'), undefined);
    await assert.rejects(issuer.verify(token, 'smtp'), (error) => isMailError(error, 'no-permission'));
    assert.equal((await issuer.verify(token, 'pop3')).address, 'alice@a.test');
  }
});

test('a new signing key is fetched at once, and unknown key ids do not cause repeated requests', async () => {
  const peer = stack.use(await startIssuer());
  const { verify, clock } = trusting(peer);
  assert.equal(await verify(await peer.token(ALICE)), 'alice@a.test');
  const old = await peer.token({ email: 'old@a.test' });
  clock.ms += 20_000;
  await peer.rotate();
  assert.equal(await verify(await peer.token(ALICE)), 'alice@a.test');
  assert.equal(await verify(old), 'authentication-failed', 'the old key is gone');
  const forged = Array.from({ length: 50 }, (_, at) => peer.token({ email: `m${at}@a.test` }, { kid: `${at}` }));
  for (const token of forged) assert.equal(await verify(await token), 'authentication-failed');
  assert.deepEqual(peer.asked, ['/.well-known/openid-configuration', '/keys', '/keys']);
  clock.ms += 20_000;
  await Promise.all(forged.map(async (token) => verify(await token)));
  assert.equal(peer.asked.length, 4, 'one question for all that come at once');
});

test('while the issuer is down unknown tokens are unavailable, and known keys work for a day', async () => {
  const peer = stack.use(await startIssuer());
  peer.away = true;
  const { verify, clock } = trusting(peer);
  const [first, second, third] = await Promise.all(
    ['a', 'b', 'c'].map((name) => peer.token({ email: `${name}@a.test` })),
  );
  assert.equal(await verify(first as string), 'unavailable');
  assert.equal(await verify(first as string), 'unavailable');
  assert.equal(peer.asked.length, 1, 'not asked again at once');
  assert.equal(await verify(await peer.token({ ...ALICE, exp: 1 })), 'authentication-failed', 'that needs no issuer');
  peer.away = false;
  clock.ms += 10_000;
  assert.equal(await verify(first as string), 'a@a.test');
  peer.away = true;
  clock.ms += 12 * 3_600_000;
  assert.equal(await verify(second as string), 'b@a.test');
  clock.ms += 20_000;
  assert.equal(await verify(await peer.token(ALICE, { kid: 'unknown' })), 'unavailable', 'it may be a new key');
  clock.ms += 24 * 3_600_000;
  assert.equal(await verify(third as string), 'unavailable');
});

test('an issuer document with another name is refused, and either kind of document is accepted', async () => {
  const other = stack.use(await startIssuer({ path: '/realms/staff', wellKnown: 'oauth' }));
  assert.equal(await trusting(other).verify(await other.token(ALICE)), 'alice@a.test');
  const { verify } = trusting(other, { OIDC_ISSUER: `${other.url}/` });
  assert.equal(await verify(await other.token({ ...ALICE, iss: `${other.url}/` })), 'unavailable');
});

test('opaque tokens are introspected with our client secret, and revoked ones refused', async () => {
  const peer = stack.use(await startIssuer());
  const { verify, issuer } = trusting(peer, CLIENT);
  const token = peer.opaque(ALICE);
  assert.deepEqual(await Promise.all([verify(token), verify(token)]), ['alice@a.test', 'alice@a.test']);
  assert.equal(issuer.lately(token, 'imap')?.address, 'alice@a.test');
  assert.deepEqual(peer.asked, ['/.well-known/openid-configuration', '/introspect'], 'twice is asked once');
  const bad = {
    'is not known': 'unknown',
    'is for another service': peer.opaque({ ...ALICE, aud: 'wiki' }),
    'is for nobody in particular': peer.opaque({ ...ALICE, aud: null }),
    'has ended all the same': peer.opaque({ ...ALICE, exp: 1 }),
    'is a refresh token': peer.opaque({ ...ALICE, token_type: 'refresh_token' }),
  };
  for (const [why, one] of Object.entries(bad)) assert.equal(await verify(one), 'authentication-failed', why);
  peer.revoke(token);
  assert.equal(await trusting(peer, CLIENT).verify(token), 'authentication-failed');
  const wrongSecret = trusting(peer, { ...CLIENT, OIDC_CLIENT_SECRET: 'wrong' });
  assert.equal(await wrongSecret.verify(token), 'unavailable', 'that is not the fault of the token');
  peer.away = true;
  assert.equal(await verify(peer.opaque({ email: 'b@a.test' })), 'unavailable');
});

test("signed tokens can be introspected too, and no result is cached beyond the token's expiry", async () => {
  const peer = stack.use(await startIssuer());
  const { verify, issuer } = trusting(peer, { ...CLIENT, OIDC_INTROSPECT: 'all' });
  const [token, revoked] = [await peer.token(ALICE), await peer.token({ email: 'b@a.test' })];
  peer.revoke(revoked);
  assert.equal(await verify(token), 'alice@a.test');
  assert.equal(await verify(revoked), 'authentication-failed');
  const ended = await peer.token({ ...ALICE, exp: Math.floor(Date.now() / 1000) - 5 });
  assert.equal(await verify(ended), 'alice@a.test');
  assert.equal(issuer.lately(ended, 'imap'), undefined);
});

test('metrics count token results and the time of requests to the issuer', async () => {
  const peer = stack.use(await startIssuer());
  const metrics = createMetrics('test');
  const issuer = openIssuer(
    { ...CONFIG, ...CLIENT, OIDC_ISSUER: peer.url, OIDC_SCOPES: 'pop3=mail' },
    { resolver: { a: nobody, aaaa: nobody }, onError() {}, metrics: createIssuerMetrics(metrics) },
  );
  assert.ok(issuer);
  const token = await peer.token(ALICE);
  await issuer.verify(token, 'imap');
  assert.ok(issuer.lately(token, 'imap'));
  assert.equal(issuer.lately(token, 'pop3'), undefined);
  await assert.rejects(issuer.verify(token, 'pop3'));
  await assert.rejects(issuer.verify(peer.unsigned(ALICE), 'imap'));
  await assert.rejects(issuer.verify('unknown', 'imap'));
  await peer[Symbol.asyncDispose]();
  await assert.rejects(issuer.verify('another', 'imap'));
  const text = await metrics.metrics();
  const counted = [...text.matchAll(/^postroom_issuer_tokens_total\{.*?outcome="([^"]+)".*?\} (\d+)$/gm)];
  assert.deepEqual(Object.fromEntries(counted.map(([, outcome, count]) => [outcome, Number(count)])), {
    good: 1,
    remembered: 1,
    refused: 2,
    'no-permission': 1,
    unavailable: 1,
  });
  const asked = [...text.matchAll(/^postroom_issuer_seconds_count\{(.*?)\} (\d+)$/gm)].map(
    ([, labels = '', count]) =>
      `${/asked="([^"]+)"/.exec(labels)?.[1]} ${/outcome="([^"]+)"/.exec(labels)?.[1]} ${count}`,
  );
  assert.deepEqual(asked.toSorted(), [
    'introspection answered 1',
    'introspection failed 1',
    'keys answered 1',
    'metadata answered 1',
  ]);
});
