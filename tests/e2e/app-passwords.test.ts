import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { runPostroom } from '../../cli/testing.ts';
import { PASSWORD } from '../support/accounts.ts';
import { imapLogin, takenBy as takenByAny } from '../support/password-logins.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// Passwords for programs, from creation to revocation, on every protocol.

const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
const { ports, adminToken } = fixture.platform;
const web = `http://127.0.0.1:${ports.HTTP_PORT}`;

interface Made {
  id: number;
  password: string;
  selector: string;
  usedFor: string | null;
}

async function postroom(...args: string[]): Promise<string> {
  const env = { POSTROOM_URL: `http://127.0.0.1:${ports.ADMIN_PORT}`, POSTROOM_TOKEN: adminToken };
  const { code, stdout, stderr } = await runPostroom(['--json', 'account', ...args], { env });
  assert.equal(code, 0, stderr);
  return stdout;
}

async function add(address: string, ...options: string[]): Promise<Made> {
  return JSON.parse(await postroom('app-password', 'add', address, '--name', 'phone', ...options)) as Made;
}

const list = async (address: string) => JSON.parse(await postroom('app-password', 'list', address)) as Made[];

const asBasic = (address: string, password: string) => ({ authorization: `Basic ${btoa(`${address}:${password}`)}` });

const takenBy = (address: string, password: string) => takenByAny(ports, address, password);
const imap = (address: string, password: string) => imapLogin(ports, address, password);

async function opensImap(address: string, password: string): Promise<boolean> {
  await using wire = await imap(address, password);
  return (await wire.until(/^a /)).at(-1)?.startsWith('a OK') ?? false;
}

test('an app password logs in to its protocols, however it is typed, and shows when it was last used', async () => {
  const alice = 'app-alice@app.test';
  await fixture.stage.account(alice);
  const all = await add(alice, '--for', 'smtp', 'imap', 'pop3', 'jmap');
  assert.match(all.password, /^([a-z2-9]{5}-){4}[a-z2-9]{5}$/);
  assert.deepEqual(await takenBy(alice, all.password), ['smtp', 'imap', 'pop3', 'jmap']);
  assert.deepEqual(await takenBy(alice, all.password.replaceAll('-', '').toUpperCase()), [
    'smtp',
    'imap',
    'pop3',
    'jmap',
  ]);
  const mail = await add(alice, '--for', 'imap', 'smtp', '--from', '127.0.0.0/8', '--days', '30');
  assert.deepEqual(await takenBy(alice, mail.password), ['smtp', 'imap']);
  assert.deepEqual(await takenBy(alice, PASSWORD), ['smtp', 'imap', 'pop3', 'jmap'], "the account's own");
  const abroad = await add(alice, '--for', 'imap', '--from', '192.0.2.0/24', '2001:db8::/32');
  assert.deepEqual(await takenBy(alice, abroad.password), []);
  const other = `${all.password.slice(0, -1)}${all.password.endsWith('a') ? 'b' : 'a'}`;
  assert.deepEqual(await takenBy(alice, other), []);
  const bob = 'app-bob@app.test';
  await fixture.stage.account(bob);
  assert.deepEqual(await takenBy(bob, all.password), [], "another's");
  assert.deepEqual(
    (await list(alice)).map(({ id, usedFor }) => [id, usedFor]),
    [
      [abroad.id, null],
      [mail.id, 'imap'],
      [all.id, 'jmap'],
    ],
  );
  const text = JSON.stringify(await list(alice));
  for (const { password, selector } of [all, mail, abroad]) {
    assert.ok(text.includes(selector));
    assert.ok(!text.includes(password.slice(6)), 'what it is is told once');
  }
});

test('an app password survives a password change, and ends on expiry, revocation or suspension of its account', async () => {
  const carol = 'app-carol@app.test';
  const id = await fixture.stage.account(carol);
  const kept = await add(carol, '--for', 'imap');
  const ending = await add(carol, '--for', 'smtp', 'imap', 'pop3', 'jmap', '--days', '1');
  const headers = { ...asBasic(carol, PASSWORD), 'content-type': 'application/json' };
  const change = { method: 'POST', headers, body: JSON.stringify({ old: PASSWORD, new: 'quite another one' }) };
  assert.equal((await fetch(`${web}/account/password`, change)).status, 204);
  assert.equal(await opensImap(carol, PASSWORD), false);
  await using session = await imap(carol, kept.password);
  await session.until(/^a OK/);
  await using late = await imap(carol, ending.password);
  await late.until(/^a OK/);
  await fixture.stage.pool.query('update app_passwords set ends_at = now() where account_id = $1 and id = $2', [
    id,
    ending.id,
  ]);
  await late.until(/^\* BYE/);
  assert.deepEqual(await takenBy(carol, ending.password), [], 'its time is over on every protocol');
  await postroom('suspend', carol);
  await session.until(/^\* BYE/);
  assert.equal(await opensImap(carol, kept.password), false);
  await postroom('resume', carol);
  await using again = await imap(carol, kept.password);
  await again.until(/^a OK/);
  await postroom('app-password', 'revoke', carol, String(kept.id));
  await again.until(/^\* BYE/);
  assert.equal(await opensImap(carol, kept.password), false);
});

test('app passwords are created with the account password only, and cannot be used to change the account', async () => {
  const dave = 'app-dave@app.test';
  await fixture.stage.account(dave);
  const ask = (method: string, path: string, password: string, body?: object) =>
    fetch(web + path, {
      method,
      headers: { ...asBasic(dave, password), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  const wanted = { name: 'tablet', scopes: ['jmap', 'smtp'] };
  assert.equal((await ask('POST', '/account/app-passwords', PASSWORD, { ...wanted, password: 'wrong' })).status, 401);
  const answer = await ask('POST', '/account/app-passwords', PASSWORD, { ...wanted, password: PASSWORD, days: 7 });
  assert.equal(answer.status, 201);
  const { password, id } = (await answer.json()) as Made;
  assert.deepEqual(await takenBy(dave, password), ['smtp', 'jmap']);
  const forbidden: [method: string, path: string, body?: object][] = [
    ['GET', '/account/app-passwords'],
    ['POST', '/account/app-passwords', { ...wanted, password }],
    ['DELETE', `/account/app-passwords/${id}`],
    ['POST', '/account/password', { old: password, new: 'quite another one' }],
    ['POST', '/account/deletion', { password }],
  ];
  for (const [method, path, body] of forbidden) {
    assert.equal((await ask(method, path, password, body)).status, 403, `${method} ${path}`);
  }
  const own = await ask('POST', '/account/app-passwords', PASSWORD, { ...wanted, password });
  assert.equal(own.status, 401, 'it does not stand for the own password');
  const body = JSON.stringify({ login: dave, password });
  const signIn = { method: 'POST', headers: { 'content-type': 'application/json', origin: web }, body };
  assert.equal((await fetch(`${web}/session`, signIn)).status, 401, 'nor does it open the page');
  const grant = new URLSearchParams({ grant_type: 'password', username: dave, password });
  assert.equal((await fetch(`${web}/oauth/token`, { method: 'POST', body: grant })).status, 400, 'nor tokens');
  for (const wrong of [
    { scopes: [] },
    { scopes: ['page'] },
    { name: ' ' },
    { networks: ['10.0.0.0/33'] },
    { networks: ['2001:db8::/65'] },
    { networks: ['x'] },
    { days: 0 },
  ]) {
    const { status } = await ask('POST', '/account/app-passwords', PASSWORD, {
      ...wanted,
      password: PASSWORD,
      ...wrong,
    });
    assert.equal(status, 400, JSON.stringify(wrong));
  }
  assert.equal((await ask('DELETE', `/account/app-passwords/${id}`, PASSWORD)).status, 204);
  assert.equal((await ask('DELETE', `/account/app-passwords/${id}`, PASSWORD)).status, 404);
  assert.equal(await opensImap(dave, password), false);
});
