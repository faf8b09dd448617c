import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setStatus } from '@postroom/directory';
import { developmentCertificates } from '@postroom/launch';
import { ISSUER_CLIENT, startIssuer, startPlatform } from '@postroom/testkit';
import { backstage, PASSWORD } from '../support/accounts.ts';
import { takenBy, tokenStatus } from '../support/password-logins.ts';
import { logInByToken, MESSAGES, ownAddress, tokenProtocols } from '../support/token-protocols.ts';

// People log in with tokens of the operator's own identity provider, in the same way by every protocol.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'issuer-')));
const tls = await developmentCertificates(folder.path, ['127.0.0.1']);
const issuer = stack.use(
  await startIssuer({
    tls: { cert: await readFile(tls.certFile, 'utf8'), key: await readFile(tls.keyFile, 'utf8') },
    path: '/realms/staff',
  }),
);
const { ports, settings } = stack.use(
  await startPlatform({
    services: ['imap-access', 'pop3-access', 'smtp-ingress', 'web-access'],
    env: {
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: 'postroom',
      OIDC_CA_FILE: tls.caFile,
      OIDC_CLIENT_ID: ISSUER_CLIENT.id,
      OIDC_CLIENT_SECRET: ISSUER_CLIENT.secret,
      OIDC_SCOPES: 'imap=mail,pop3=mail,smtp=mail,jmap=mail',
      OIDC_REMEMBER_SECONDS: '0',
      OIDC_PAUSE_SECONDS: '0',
      // Long enough that a slow issuer on a busy machine does not count as away.
      OIDC_TIMEOUT_SECONDS: '30',
      LOGIN_FAILURES_PER_NETWORK: '4',
    },
  }),
);
const stage = stack.use(backstage(settings.databaseUrl));
for (const name of ['alice', 'bob', 'carol']) await stage.account(`${name}@issued.test`);
await setStatus(stage.pool, 'carol@issued.test', 'suspended');
const ALICE = { email: 'alice@issued.test', scope: 'openid mail' };

/** The result of a login, in the words of the test. */
type LoginResult = 'in' | 'refused' | 'away' | 'too many' | 'no scope' | string;
interface Door {
  readonly name: string;
  logIn(token: string, user?: string, from?: string): Promise<LoginResult>;
}

const doors: Door[] = tokenProtocols(ports).map((protocol) => ({
  name: protocol.name,
  async logIn(token, user = '', from) {
    await using wire = await protocol.open(from);
    const message = user === '' ? `n,,\x01auth=Bearer ${token}\x01\x01` : MESSAGES.OAUTHBEARER(user, token);
    const { line, told } = await logInByToken(protocol, wire, 'OAUTHBEARER', message);
    if (protocol.good.test(line)) return 'in';
    if (told === undefined) return /[Tt]oo many/.test(line) ? 'too many' : protocol.away.test(line) ? 'away' : line;
    assert.deepEqual(
      [told.scope, told['openid-configuration']],
      ['mail', `${issuer.url}/.well-known/openid-configuration`],
    );
    assert.match(line, protocol.bad);
    return told.status === 'insufficient_scope' ? 'no scope' : 'refused';
  },
}));
const STATUS: Readonly<Record<number, LoginResult>> = {
  200: 'in',
  401: 'refused',
  403: 'no scope',
  429: 'too many',
  503: 'away',
};
doors.push({
  name: 'JMAP',
  async logIn(token, _user, localAddress = ownAddress()) {
    const headers = { authorization: `Bearer ${token}` };
    const asked = request({
      host: '127.0.0.1',
      port: ports.HTTP_PORT,
      path: '/jmap/session',
      localAddress,
      headers,
      agent: false,
    });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    return STATUS[response.statusCode ?? 0] ?? `${response.statusCode}`;
  },
});

for (const { name, logIn } of doors) {
  test(`${name}: an issuer token logs in to the account that it names, and to no other`, async () => {
    assert.equal(await logIn(await issuer.token(ALICE)), 'in');
    assert.equal(await logIn(await issuer.token(ALICE), 'Alice@Issued.test'), 'in');
    assert.equal(await logIn(issuer.opaque(ALICE), 'alice@issued.test'), 'in');
    if (name !== 'JMAP') assert.equal(await logIn(await issuer.token(ALICE), 'bob@issued.test'), 'refused');
  });

  test(`${name}: an invalid token is refused`, async () => {
    const now = Math.floor(Date.now() / 1000);
    const revoked = issuer.opaque(ALICE);
    issuer.revoke(revoked);
    const bad = {
      'has ended': await issuer.token({ ...ALICE, exp: now - 60 }),
      'is for another service': await issuer.token({ ...ALICE, aud: 'wiki' }),
      'is of another issuer': await issuer.token({ ...ALICE, iss: 'https://login.example.org' }),
      'is signed by nobody': issuer.unsigned(ALICE),
      'is of an unknown account': await issuer.token({ ...ALICE, email: 'nobody@issued.test' }),
      'is revoked': revoked,
    };
    for (const [why, token] of Object.entries(bad)) assert.equal(await logIn(token), 'refused', why);
    assert.equal(await logIn(await issuer.token({ ...ALICE, scope: 'openid' })), 'no scope');
    const suspended = await logIn(await issuer.token({ ...ALICE, email: 'carol@issued.test' }));
    assert.equal(suspended, name === 'JMAP' ? 'no scope' : 'refused');
  });

  test(`${name}: a new signing key is fetched, and with the issuer down no token is called invalid`, async () => {
    const from = ownAddress();
    await issuer.rotate();
    assert.equal(await logIn(await issuer.token(ALICE), '', from), 'in');
    await issuer.rotate();
    const token = await issuer.token(ALICE);
    issuer.away = true;
    for (let at = 0; at < 6; at += 1) assert.equal(await logIn(token, '', from), 'away');
    issuer.away = false;
    assert.equal(await logIn(token, '', from), 'in');
  });

  test(`${name}: invalid tokens count like wrong passwords`, async () => {
    const from = ownAddress();
    for (let at = 0; at < 4; at += 1)
      assert.equal(await logIn(await issuer.token({ ...ALICE, exp: 1 }), '', from), 'refused');
    assert.equal(await logIn(await issuer.token(ALICE), '', from), 'too many');
  });
}

test('wrong passwords of one network are counted together over all protocols', async () => {
  const alice = 'alice@issued.test';
  const [here, there, elsewhere] = ['127.0.151.1', '127.0.151.2', '127.0.151.3'];
  assert.deepEqual(await takenBy(ports, alice, 'wrong', here), []);
  assert.deepEqual(await takenBy(ports, alice, PASSWORD, here), [], 'one wrong password by each of four');
  assert.notEqual(await tokenStatus(ports, alice, PASSWORD, here), 200);
  for (let guess = 0; guess < 4; guess++) assert.equal(await tokenStatus(ports, alice, `wrong ${guess}`, there), 400);
  assert.deepEqual(await takenBy(ports, alice, PASSWORD, there), [], 'four at the token endpoint');
  assert.deepEqual(await takenBy(ports, alice, PASSWORD, elsewhere), ['smtp', 'imap', 'pop3', 'jmap']);
  assert.equal(await tokenStatus(ports, alice, PASSWORD, elsewhere), 200);
});

test('a program can discover the token issuer', async () => {
  const answer = await fetch(`http://127.0.0.1:${ports.HTTP_PORT}/.well-known/oauth-protected-resource`);
  assert.deepEqual(await answer.json(), {
    resource: `http://127.0.0.1:${ports.HTTP_PORT}`,
    authorization_servers: [issuer.url],
    bearer_methods_supported: ['header'],
    scopes_supported: ['mail'],
  });
});

test('a token of the issuer can read mail, but cannot manage the account', async () => {
  const headers = { authorization: `Bearer ${await issuer.token(ALICE)}` };
  const answer = await fetch(`http://127.0.0.1:${ports.HTTP_PORT}/account/sessions`, { headers });
  assert.equal(answer.status, 403);
});
