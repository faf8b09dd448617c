import assert from 'node:assert/strict';
import { createECDH, randomBytes } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { after, test } from 'node:test';
import { LoginWatch, setPassword } from '@postroom/directory';
import type { JsonObject } from '@postroom/jmap';
import { createOutgoing, HostList } from '@postroom/outgoing';
import { createPushSender, openVapidKey, PushQueue } from '@postroom/push';
import { PASSWORD, startWeb, type TestAccount, USING } from '../../testing.ts';
import { Pusher } from './pusher.ts';

interface Pushed {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A push service on loopback: the messages that it got, and the status that it returns by path. */
const sink = new EventEmitter();
const told: Pushed[] = [];
const statusOf = new Map<string, number>();
/** Paths that get no response, and the number of requests to them that were given up. */
const silent = new Set<string>();
let givenUp = 0;
const server = createServer((message, response) => {
  const pieces: Buffer[] = [];
  message.on('data', (piece: Buffer) => pieces.push(piece));
  message.on('end', () => {
    const body = Buffer.concat(pieces).toString('latin1');
    const pushed = { path: message.url ?? '', headers: message.headers, body };
    told.push(pushed);
    if (silent.has(pushed.path)) response.once('close', () => void givenUp++);
    else response.writeHead(statusOf.get(pushed.path) ?? 201, { location: '/elsewhere' }).end();
    sink.emit('pushed', pushed);
  });
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const host = `127.0.0.1:${(server.address() as { port: number }).port}`;
const web = await startWeb({ HTTP_PUSH_HOSTS: host });
after(async () => {
  await web[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});

interface SetAnswer {
  created: Record<string, { id: string; expires: string; keys?: null; types?: null }> | null;
  updated: JsonObject | null;
  destroyed: string[] | null;
  notCreated: Record<string, { type: string; properties?: string[] }> | null;
  notUpdated: Record<string, { type: string; properties?: string[] }> | null;
  notDestroyed: Record<string, { type: string }> | null;
}

const NO_ACCOUNT = { accountId: undefined };
const set = (account: TestAccount, args: object) =>
  web.one<SetAnswer>(account, 'PushSubscription/set', { ...NO_ACCOUNT, ...args });
const list = async (account: TestAccount) =>
  (await web.one<{ list: JsonObject[] }>(account, 'PushSubscription/get', NO_ACCOUNT)).list;

let paths = 0;
const subscription = (more: object = {}) => ({
  deviceClientId: 'phone',
  url: `http://${host}/p${++paths}`,
  ...more,
});

/** Returns the next message to a path that was not returned before. */
async function nextTo(path: string): Promise<JsonObject> {
  const isWanted = (pushed: Pushed): boolean => pushed.path === path;
  const take = (): Pushed | undefined => {
    const at = told.findIndex(isWanted);
    return at < 0 ? undefined : told.splice(at, 1)[0];
  };
  const pushes = on(sink, 'pushed', { signal: AbortSignal.timeout(20_000) });
  let found = take();
  for (; !found; found = take()) await pushes.next();
  await pushes.return?.();
  return JSON.parse(found.body);
}

async function subscribe(account: TestAccount, more: object = {}): Promise<{ id: string; path: string }> {
  const made = subscription(more);
  const { created } = await set(account, { create: { s: made } });
  const id = created?.s?.id ?? '';
  const path = new URL(made.url).pathname;
  const { '@type': type, pushSubscriptionId, verificationCode } = await nextTo(path);
  assert.deepEqual([type, pushSubscriptionId], ['PushVerification', id]);
  const { updated } = await set(account, { update: { [id]: { verificationCode } } });
  assert.ok(updated && id in updated);
  return { id, path };
}

test('a verified push subscription is notified of changes once, however many processes look', async () => {
  const { pool } = web.store;
  const outgoing = createOutgoing({
    resolver: { a: async () => ({ kind: 'not-a-name' }), aaaa: async () => ({ kind: 'not-a-name' }) },
    listed: HostList.parse(host),
  });
  const send = createPushSender({ outgoing, vapid: await openVapidKey(pool), contact: 'mailto:x@y.test' });
  using logins = new LoginWatch(pool, { subscribe: () => () => {} }, { onError: () => {} });
  const loginNotices = { subscribe: () => () => {} };
  const others = { queue: new PushQueue(pool), send, logins, loginNotices, everyMs: 20 };
  await using _other = new Pusher({ ...others, onError: () => {} });
  const alice = await web.account();
  const { path } = await subscribe(alice, { types: ['Email', 'Nothing'] });
  await web.append(alice, 'Subject: one\r\n\r\nx\r\n');
  const { state } = await web.one<{ state: string }>(alice, 'Email/get', { ids: [] });
  assert.deepEqual(await nextTo(path), { '@type': 'StateChange', changed: { [alice.id]: { Email: state } } });
  await web.append(alice, 'Subject: two\r\n\r\nx\r\n');
  const { state: later } = await web.one<{ state: string }>(alice, 'Email/get', { ids: [] });
  assert.deepEqual(await nextTo(path), { '@type': 'StateChange', changed: { [alice.id]: { Email: later } } });
  assert.equal(told.filter((pushed) => pushed.path === path).length, 0);
});

test("changes in shared mailboxes are pushed like those of the user's own", async () => {
  const [owner, other] = [await web.account(), await web.account()];
  const { path } = await subscribe(other, { types: ['Email'] });
  const shareWith = { [`P${other.number}`]: { mayReadItems: true } };
  await web.one(owner, 'Mailbox/set', { update: { M1: { shareWith } } });
  const { changed: first } = (await nextTo(path)) as { changed: Record<string, object> };
  assert.deepEqual(Object.keys(first), [owner.id]);
  await web.append(owner, 'Subject: one\r\n\r\nx\r\n');
  const [response] = await web.call(other, ['Email/get', { accountId: owner.id, ids: [] }]);
  assert.deepEqual(await nextTo(path), {
    '@type': 'StateChange',
    changed: { [owner.id]: { Email: response?.[1].state } },
  });
});

test('push services that never answer do not delay notifications to others', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const create = Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`s${n}`, subscription()]));
  const paths = Object.values(create).map(({ url }) => new URL(url).pathname);
  for (const path of paths) silent.add(path);
  const begun = on(sink, 'pushed', { signal: AbortSignal.timeout(20_000) });
  await set(alice, { create });
  await begun.next();
  await begun.return?.();
  const { path } = await subscribe(bob);
  await web.append(bob, 'Subject: x\r\n\r\nx\r\n');
  assert.equal((await nextTo(path))['@type'], 'StateChange');
  assert.equal(givenUp, 0);
  const ids = (await list(alice)).map(({ id }) => id as string);
  await set(alice, { destroy: ids });
  server.closeAllConnections();
});

test('a wrong code does not verify a subscription, and nothing is pushed before the right one', async () => {
  const alice = await web.account();
  const { created } = await set(alice, { create: { s: subscription() } });
  const path = `/p${paths}`;
  const id = created?.s?.id ?? '';
  const { verificationCode } = await nextTo(path);
  const wrong = await set(alice, { update: { [id]: { verificationCode: 'guess' } } });
  assert.deepEqual(wrong.notUpdated?.[id]?.properties, ['verificationCode']);
  await web.append(alice, 'Subject: secret\r\n\r\nx\r\n');
  const other = await subscribe(alice);
  await web.append(alice, 'Subject: secret\r\n\r\nx\r\n');
  await nextTo(other.path);
  assert.equal(told.filter((pushed) => pushed.path === path).length, 0);
  assert.equal((await list(alice)).find((each) => each.id === id)?.verificationCode, null);
  await set(alice, { update: { [id]: { verificationCode } } });
  assert.equal((await list(alice)).find((each) => each.id === id)?.verificationCode, verificationCode);
});

test("a push message is encrypted with the client's keys and signed by the session's key", async () => {
  const alice = await web.account();
  const p256dh = createECDH('prime256v1').generateKeys().toString('base64url');
  const keys = { p256dh, auth: randomBytes(16).toString('base64url') };
  const pushes = on(sink, 'pushed', { signal: AbortSignal.timeout(20_000) });
  await set(alice, { create: { s: subscription({ keys }) } });
  const path = `/p${paths}`;
  for await (const [pushed] of pushes as AsyncIterable<[Pushed]>) {
    if (pushed.path !== path) continue;
    assert.equal(pushed.headers['content-encoding'], 'aes128gcm');
    assert.doesNotMatch(pushed.body, /PushVerification/);
    const session = (await (await web.fetch('/jmap/session', alice)).json()) as {
      capabilities: Record<string, object>;
    };
    const { applicationServerKey } = session.capabilities['urn:ietf:params:jmap:webpush-vapid'] as JsonObject;
    assert.ok(pushed.headers.authorization?.endsWith(`, k=${applicationServerKey}`));
    break;
  }
});

test('a subscription that is gone is removed, and a busy push service is retried later', async () => {
  const alice = await web.account();
  const [gone, busy, moved] = [await subscribe(alice), await subscribe(alice), await subscribe(alice)];
  statusOf.set(gone.path, 410).set(busy.path, 503).set(moved.path, 307);
  await web.append(alice, 'Subject: x\r\n\r\nx\r\n');
  for (const { path } of [gone, busy, moved]) await nextTo(path);
  const { pool } = web.store;
  for (;;) {
    const { rows } = await pool.query(
      'select id, attempts, next_attempt_at > now() as later from push_subscriptions where account_id = $1 order by id',
      [alice.number],
    );
    if (rows.length === 3 || rows.some(({ attempts }) => attempts === 0)) continue;
    assert.deepEqual(
      rows,
      [busy.id, moved.id].sort().map((id) => ({ id, attempts: 1, later: true })),
    );
    break;
  }
  assert.equal(told.filter(({ path }) => path === '/elsewhere').length, 0);
  // The service works again.
  statusOf.delete(busy.path);
  await pool.query('update push_subscriptions set next_attempt_at = now() where account_id = $1', [alice.number]);
  assert.equal((await nextTo(busy.path))['@type'], 'StateChange');
});

test('a subscription ends with the password that created it, and at its expiry', async () => {
  const alice = await web.account();
  const { path } = await subscribe(alice);
  const { pool } = web.store;
  await setPassword(pool, alice.address, 'another horse');
  await web.append(alice, 'Subject: x\r\n\r\nx\r\n');
  for (;;) {
    const { rows } = await pool.query('select 1 from push_subscriptions where account_id = $1', [alice.number]);
    if (rows.length === 0) break;
  }
  assert.equal(told.filter((pushed) => pushed.path === path).length, 0);
});

/** Logs a device in; returns what sends JSON with its token. */
async function device(account: TestAccount): Promise<(path: string, body: object) => Promise<Response>> {
  const asked = { grant_type: 'password', device_name: 'phone', username: account.address, password: PASSWORD };
  const tokens = await web.fetch('/oauth/token', undefined, { method: 'POST', body: new URLSearchParams(asked) });
  const { access_token: token } = (await tokens.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return (path, body) => web.fetch(path, undefined, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Sends one call of a device and returns the arguments of the response. */
async function callBy(post: Awaited<ReturnType<typeof device>>, method: string, args: object): Promise<JsonObject> {
  const response = await post('/jmap/api', { using: USING, methodCalls: [[method, args, '0']] });
  const { methodResponses } = (await response.json()) as { methodResponses: [string, JsonObject, string][] };
  return methodResponses[0]?.[1] as JsonObject;
}

test('the device that changes the password keeps its push subscription, and those of the old password end at once', async () => {
  const alice = await web.account();
  const { id: old } = await subscribe(alice);
  const phone = await device(alice);
  const made = subscription();
  const path = new URL(made.url).pathname;
  await callBy(phone, 'PushSubscription/set', { create: { s: made } });
  const { pushSubscriptionId, verificationCode } = await nextTo(path);
  const id = pushSubscriptionId as string;
  await callBy(phone, 'PushSubscription/set', { update: { [id]: { verificationCode } } });
  assert.equal((await phone('/account/password', { old: PASSWORD, new: 'quite another one' })).status, 204);
  for (;;) {
    const { rows } = await web.store.pool.query('select id from push_subscriptions where account_id = $1', [
      alice.number,
    ]);
    if (rows.some((row) => row.id === old)) continue;
    assert.deepEqual(rows, [{ id }]);
    break;
  }
  const { list } = (await callBy(phone, 'PushSubscription/get', {})) as unknown as { list: JsonObject[] };
  assert.deepEqual(
    list.map((each) => each.id),
    [id],
  );
  await web.append(alice, 'Subject: x\r\n\r\nx\r\n');
  assert.equal((await nextTo(path))['@type'], 'StateChange');
});

test('only the credentials that made a subscription can see and change it', async () => {
  const alice = await web.account();
  const { id } = await subscribe(alice);
  const [phone, tablet] = [await device(alice), await device(alice)];
  const created = (await callBy(phone, 'PushSubscription/set', { create: { s: subscription() } })).created;
  const phones = (created as Record<string, JsonObject>).s?.id as string;
  const ids = ({ list }: JsonObject): unknown[] => (list as JsonObject[]).map((each) => each.id);
  assert.deepEqual(
    (await list(alice)).map((each) => each.id),
    [id],
  );
  assert.deepEqual(ids(await callBy(phone, 'PushSubscription/get', {})), [phones]);
  for (const args of [{}, { ids: [id, phones] }])
    assert.deepEqual(ids(await callBy(tablet, 'PushSubscription/get', args)), []);
  const change = { update: { [id]: { types: [] }, [phones]: { types: [] } }, destroy: [id, phones] };
  const { updated, destroyed, notUpdated, notDestroyed } = await callBy(tablet, 'PushSubscription/set', change);
  assert.deepEqual([updated, destroyed], [null, null]);
  for (const refused of [notUpdated, notDestroyed] as Record<string, JsonObject>[])
    assert.deepEqual([refused[id]?.type, refused[phones]?.type], ['notFound', 'notFound']);
  assert.equal((await list(alice)).length, 1);
});

test('a whole subscription can be passed back as it was read, and its fixed properties stay', async () => {
  const alice = await web.account();
  const { created } = await set(alice, { create: { s: subscription() } });
  const { id = '', expires, ...defaults } = created?.s ?? {};
  assert.deepEqual(defaults, { keys: null, types: null, verificationCode: null });
  const given = subscription({ keys: null, types: ['Email'], verificationCode: null });
  const { created: other } = await set(alice, { create: { s: given } });
  assert.deepEqual(Object.keys(other?.s ?? {}), ['id', 'expires']);
  const read = async () => (await list(alice)).find((each) => each.id === id) as JsonObject;
  const whole = await read();
  assert.equal((await set(alice, { update: { [id]: whole } })).notUpdated, null);
  assert.deepEqual(await read(), whole);
  assert.equal((await set(alice, { update: { [id]: { ...whole, types: ['Email'] } } })).notUpdated, null);
  assert.deepEqual((await read()).types, ['Email']);
  const fixed = { id: 'P1', deviceClientId: 'other', url: 'https://push.example.com/', keys: null, colour: 'red' };
  for (const [name, value] of Object.entries(fixed)) {
    const { notUpdated } = await set(alice, { update: { [id]: { ...(await read()), [name]: value } } });
    assert.deepEqual([notUpdated?.[id]?.type, notUpdated?.[id]?.properties], ['invalidProperties', [name]]);
  }
  assert.equal((await read()).expires, expires);
});

test('an account creates a limited number of subscriptions in an hour', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const create = () => Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`s${n}`, subscription()]));
  for (let n = 0; n < 4; n++) {
    const { created } = await set(alice, { create: create() });
    const ids = Object.values(created ?? {}).map(({ id }) => id);
    assert.equal((await set(alice, { destroy: ids })).destroyed?.length, 25);
  }
  assert.equal((await set(alice, { create: { s: subscription() } })).notCreated?.s?.type, 'rateLimit');
  assert.ok((await set(bob, { create: { s: subscription() } })).created);
});

test('subscription properties are validated and limited, and changed values are returned', async () => {
  const alice = await web.account();
  const cases: Record<string, object> = {
    url: subscription({ url: 'http://127.0.0.1:1/x' }),
    plain: subscription({ url: 'http://push.example.com/' }),
    metadata: subscription({ url: 'https://169.254.169.254/' }),
    device: subscription({ deviceClientId: 7 }),
    keys: subscription({ keys: { p256dh: 'AAAA', auth: 'AAAA' } }),
    types: subscription({ types: 'Email' }),
    expires: subscription({ expires: '2001-01-01T00:00:00Z' }),
    code: subscription({ verificationCode: 'x' }),
    unknown: subscription({ colour: 'red' }),
  };
  const refused = await set(alice, { create: cases });
  assert.equal(refused.created, null);
  for (const name of Object.keys(cases)) assert.equal(refused.notCreated?.[name]?.type, 'invalidProperties', name);
  const many = Object.fromEntries(
    Array.from({ length: 26 }, (_, n) => [`s${n}`, subscription({ expires: '2999-01-01T00:00:00Z' })]),
  );
  const made = await set(alice, { create: many });
  const ids = Object.values(made.created ?? {}).map(({ id }) => id);
  assert.equal(ids.length, 25);
  assert.deepEqual(
    Object.values(made.notCreated ?? {}).map(({ type }) => type),
    ['overQuota'],
  );
  assert.ok(Date.parse(Object.values(made.created ?? {})[0]?.expires ?? '') <= Date.now() + 7 * 86_400_000);
  const [secret] = await web.call(alice, ['PushSubscription/get', { ...NO_ACCOUNT, properties: ['url'] }]);
  assert.equal(secret?.[1].type, 'forbidden');
  const bob = await web.account();
  assert.deepEqual(await list(bob), []);
  const theirs = await set(bob, { update: { [ids[0] ?? '']: { types: null } }, destroy: [ids[1]] });
  assert.deepEqual([theirs.updated, theirs.destroyed], [null, null]);
  const none = await set(alice, { update: { 'a\0b': { types: null } }, destroy: ['a\0b'] });
  assert.deepEqual([none.notUpdated?.['a\0b']?.type, none.notDestroyed?.['a\0b']?.type], ['notFound', 'notFound']);
  assert.equal((await set(alice, { destroy: ids })).destroyed?.length, 25);
  assert.deepEqual(await list(alice), []);
});
