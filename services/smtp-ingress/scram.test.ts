import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { createAuthenticator, setPassword, setStatus } from '@postroom/directory';
import { createLoginTries } from '@postroom/queue';
import { createLogger, createMetrics, scramTrouble } from '@postroom/service';
import { testRedis, Wire } from '@postroom/testkit';
import { scramClient } from '../../packages/sasl/scram/client.testing.ts';
import { PASSWORD, startSmtp } from './testing.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const smtp = stack.use(await startSmtp());
const redis = stack.use(await testRedis());
const limits = { perNetwork: 1000, perNetworkAndAccount: 6, perAccount: 1000, windowSeconds: 900, knownSeconds: 900 };
const tries = stack.use(createLoginTries({ ...redis, ...limits }));
const metrics = createMetrics('smtp-ingress');
const keysMissing = scramTrouble(metrics, createLogger('smtp-ingress', 'silent'));
const authenticator = createAuthenticator(smtp.pool, tries, { slowAfter: 1000, scram: true, keysMissing });
const services = { authenticator };
const plain = await smtp.listen('submission', { services });
const tls = await smtp.listen('submission', { services, implicitTls: true });
await smtp.account('alice@postroom.test');
await smtp.account('bob@postroom.test');

const base64 = (text: string) => Buffer.from(text).toString('base64');
const text = (challenge: string) => Buffer.from(challenge.slice(4), 'base64').toString();

async function greeted(port: number): Promise<Wire> {
  const wire = await Wire.connect({ port });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  return wire;
}

async function logInByPassword(user: string, password = PASSWORD): Promise<string> {
  await using wire = await greeted(plain);
  await wire.line(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`);
  return await wire.readLine();
}

/** Returns the salt and the iterations that the server sends for a name. */
async function salt(user: string): Promise<string[] | undefined> {
  return /,s=([^,]+),i=(\d+)$/.exec((await logIn(user)).serverFirst)?.slice(1);
}

/** Logs in by SCRAM-SHA-256 over loopback; returns the last reply and the first challenge. */
async function logIn(
  user: string,
  password = PASSWORD,
  authzid = '',
): Promise<{ answer: string; serverFirst: string }> {
  await using wire = await greeted(plain);
  const client = scramClient({ user, password, authzid, nonce: 'abcdefghijkl' });
  await wire.line(`AUTH SCRAM-SHA-256 ${base64(client.first)}`);
  const serverFirst = text(await wire.readLine());
  const { message, verifier } = client.final(serverFirst);
  await wire.line(base64(message));
  const answer = await wire.readLine();
  if (!answer.startsWith('334 ')) return { answer, serverFirst };
  assert.equal(text(answer), verifier, 'the server knows the keys too');
  await wire.line('');
  return { answer: await wire.readLine(), serverFirst };
}

test('SCRAM works after the first login with a password, and after a password change likewise', async () => {
  assert.match((await logIn('alice@postroom.test')).answer, /^535 5\.7\.8 /, 'there are no keys yet');
  assert.match(await logInByPassword('alice@postroom.test'), /^235 /);
  assert.match((await logIn('alice@postroom.test')).answer, /^235 2\.7\.0 /);
  assert.match((await logIn('Alice@Postroom.test')).answer, /^235 /);
  assert.match((await logIn('alice@postroom.test', 'wrong horse')).answer, /^535 5\.7\.8 /);
  assert.match((await logIn('alice@postroom.test', PASSWORD, 'alice@postroom.test')).answer, /^235 /);
  assert.match((await logIn('alice@postroom.test', PASSWORD, 'bob@postroom.test')).answer, /^535 5\.7\.8 /);
  await setPassword(smtp.pool, 'alice@postroom.test', 'another horse');
  assert.match((await logIn('alice@postroom.test')).answer, /^535 /, 'the old password is worth nothing');
  assert.match(await logInByPassword('alice@postroom.test', 'another horse'), /^235 /);
  assert.match((await logIn('alice@postroom.test', 'another horse')).answer, /^235 /);
});

test('a login whose SCRAM keys cannot be stored is counted and succeeds', async () => {
  const user = 'erin@postroom.test';
  await smtp.account(user);
  await smtp.pool.query('alter table scram_keys add constraint none check (false) not valid');
  assert.match(await logInByPassword(user), /^235 /);
  await smtp.pool.query('alter table scram_keys drop constraint none');
  assert.match(await metrics.metrics(), /^postroom_scram_keys_failed_total\S* 1$/m);
});

test('an unknown user gets a constant salt too, and wrong proofs count as wrong passwords', async () => {
  const nobody = await salt('nobody@postroom.test');
  assert.deepEqual(await salt('nobody@postroom.test'), nobody);
  assert.notDeepEqual(await salt('noone@postroom.test'), nobody);
  assert.equal(nobody?.[1], '20000');
  // For an account all spellings have the same salt, so they must for a name that does not exist; otherwise they could be told apart.
  for (const spelled of ['nobody', ' nobody@postroom.test', '\uff4eobody@postroom.test', 'NOBODY@postroom.test'])
    assert.deepEqual(await salt(spelled), nobody, spelled);
  assert.match(await logInByPassword('bob@postroom.test'), /^235 /);
  const { answer } = await logIn('noone@postroom.test');
  assert.match(answer, /^535 /);
  for (let n = 0; n < 6; n++) assert.equal((await logIn('bob@postroom.test', 'wrong')).answer, answer);
  await using wire = await greeted(plain);
  const { first } = scramClient({ user: 'bob@postroom.test', password: PASSWORD, nonce: 'abcdef' });
  await wire.ask(`AUTH SCRAM-SHA-256 ${base64(first)}`, /^454 4\.7\.0 /);
});

test('the salt of a name never changes: when the account is created, logs in, changes its password or is suspended', async () => {
  const user = 'carol@postroom.test';
  const first = await salt(user);
  await smtp.account(user);
  assert.deepEqual(await salt(user), first, 'it has not logged in yet');
  assert.match(await logInByPassword(user), /^235 /);
  assert.match((await logIn(user)).answer, /^235 /, 'there are keys');
  assert.deepEqual(await salt(user), first, 'keys are made with the salt that was seen before');
  await setPassword(smtp.pool, user, 'another horse');
  assert.deepEqual(await salt(user), first);
  assert.match(await logInByPassword(user, 'another horse'), /^235 /);
  assert.match((await logIn(user, 'another horse')).answer, /^235 /);
  assert.deepEqual(await salt(user), first);
  await setStatus(smtp.pool, user, 'suspended');
  assert.deepEqual(await salt(user), first);
  assert.match((await logIn(user)).answer, /^535 5\.7\.8 /, 'the old password');
});

test('a random salt of existing keys is kept after a password change', async () => {
  const user = 'dave@postroom.test';
  await smtp.account(user);
  assert.match(await logInByPassword(user), /^235 /);
  const old = Buffer.alloc(16, 7);
  await smtp.pool.query('update scram_keys set salt = $2 from accounts a where a.id = account_id and a.address = $1', [
    user,
    old,
  ]);
  const seen = [old.toString('base64'), '20000'];
  assert.deepEqual(await salt(user), seen);
  await setPassword(smtp.pool, user, 'another horse');
  assert.deepEqual(await salt(user), seen);
  assert.match(await logInByPassword(user, 'another horse'), /^235 /);
  assert.match((await logIn(user, 'another horse')).answer, /^235 /);
  assert.deepEqual(await salt(user), seen);
});

test('over TLS the login is bound to the connection by TLS exporter and by our certificate', async () => {
  for (const binding of ['tls-exporter', 'tls-server-end-point']) {
    assert.match(await boundLogin(binding, (channel) => channel), /^235 /, binding);
    assert.match(
      await boundLogin(binding, (channel) => Buffer.alloc(channel.length)),
      /^535 5\.7\.8 Channel binding does not match/,
      binding,
    );
  }
});

/** Logs in by SCRAM-SHA-256-PLUS; returns the last reply. */
async function boundLogin(binding: string, change: (channel: Buffer) => Buffer): Promise<string> {
  const socket = connect({ port: tls, host: '127.0.0.1', rejectUnauthorized: false });
  const lines = linesOf(socket);
  const ask = async (line: string): Promise<string> => {
    socket.write(`${line}\r\n`);
    return lines();
  };
  try {
    assert.match(await lines(), /^220 /);
    const offer = await ask('EHLO client.test');
    assert.match(offer, /^250[- ]AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN\r$/m);
    const channel = change(
      binding === 'tls-exporter'
        ? socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
        : createHash('sha256')
            .update(new X509Certificate(socket.getPeerCertificate(true).raw).raw)
            .digest(),
    );
    const user = 'alice@postroom.test';
    const client = scramClient({ user, password: 'another horse', nonce: 'mnopqr', binding, channel });
    const serverFirst = text(await ask(`AUTH SCRAM-SHA-256-PLUS ${base64(client.first)}`));
    const answer = await ask(base64(client.final(serverFirst.trim()).message));
    return answer.startsWith('334 ') ? await ask('') : answer;
  } finally {
    socket.destroy();
  }
}

/** Returns a function that waits for the next whole reply. */
function linesOf(socket: TLSSocket): () => Promise<string> {
  let held = '';
  let wake = (): void => {};
  socket.on('data', (chunk: Buffer) => {
    held += chunk.toString('latin1');
    wake();
  });
  socket.on('error', () => {});
  return async () => {
    for (;;) {
      const reply = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(held)?.[0];
      if (reply !== undefined) {
        held = held.slice(reply.length);
        return reply;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}
