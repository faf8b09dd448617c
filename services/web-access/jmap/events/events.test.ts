import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { setPassword, setQuota, setStatus } from '@postroom/directory';
import { changesState, deliveryState, ownMail } from '@postroom/mailbox';
import { PASSWORD, startWeb, type TestAccount } from '../../testing.ts';
import { readStates } from '../states.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

interface Event {
  event: string;
  id: string | undefined;
  data: { '@type'?: string; changed?: Record<string, Record<string, string>>; interval?: number };
}

/** Opens an event source; `next` returns its next event, or undefined at its end. */
async function listen(
  account: TestAccount,
  query = 'types=*&closeafter=no&ping=0',
  headers: Record<string, string> = {},
) {
  const stop = new AbortController();
  const response = await web.fetch(`/jmap/events?${query}`, account, { headers, signal: stop.signal });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next(): Promise<Event | undefined> {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const fields = new Map(
            text
              .slice(0, end)
              .split('\n')
              .map((line) => line.split(/: (.*)/s) as [string, string]),
          );
          text = text.slice(end + 2);
          return {
            event: fields.get('event') ?? '',
            id: fields.get('id'),
            data: JSON.parse(fields.get('data') ?? '{}'),
          };
        }
        const { value, done } = await reader.read();
        if (done) return undefined;
        text += value;
      }
    },
    close: () => stop.abort(),
  };
}

const MAIL = 'Subject: new\r\n\r\n';

test('a client is notified of new mail with the state after the change', async () => {
  const alice = await web.account();
  const source = await listen(alice);
  await web.append(alice, MAIL);
  const event = await source.next();
  const state = await changesState(web.store.pool, ownMail(alice.number));
  assert.deepEqual(event, {
    event: 'state',
    id: `${state}/0//none`,
    data: {
      '@type': 'StateChange',
      changed: { [alice.id]: { Email: state, Mailbox: state, Thread: state, EmailDelivery: deliveryState(state) } },
    },
  });
  source.close();
});

test('a client subscribed to EmailDelivery is not told of flags, moves and removals (RFC 8621 1.5)', async () => {
  const alice = await web.account();
  await web.append(alice, MAIL);
  const source = await listen(alice, 'types=EmailDelivery&closeafter=no&ping=0');
  const all = await listen(alice, 'types=Email&closeafter=no&ping=0');
  const { ids } = await web.one<{ ids: string[] }>(alice, 'Email/query', {});
  const {
    ids: [trash],
  } = await web.one<{ ids: string[] }>(alice, 'Mailbox/query', { filter: { role: 'trash' } });
  const id = String(ids[0]);
  for (const change of [
    { update: { [id]: { 'keywords/$seen': true } } },
    { update: { [id]: { mailboxIds: { [String(trash)]: true } } } },
    { destroy: [id] },
  ]) {
    await web.one(alice, 'Email/set', change);
    assert.ok(await all.next());
  }
  await web.append(alice, MAIL);
  assert.ok(await all.next());
  const state = await changesState(web.store.pool, ownMail(alice.number));
  assert.deepEqual((await source.next())?.data.changed, { [alice.id]: { EmailDelivery: deliveryState(state) } });
  source.close();
  all.close();
});

test('only requested types are sent, and a stream can close after the first event', async () => {
  const alice = await web.account();
  const source = await listen(alice, 'types=Email,EmailSubmission&closeafter=state&ping=0');
  await web.append(alice, MAIL);
  const event = await source.next();
  assert.deepEqual(Object.keys(event?.data.changed?.[alice.id] ?? {}), ['Email']);
  assert.equal(await source.next(), undefined);
});

test('changes of submissions and identities are sent as events of their own', async () => {
  const alice = await web.account();
  const source = await listen(alice);
  await web.one(alice, 'Identity/set', { update: { I1: { name: 'Alice' } } });
  const event = await source.next();
  assert.deepEqual(event?.data.changed?.[alice.id], {
    Identity: '1',
    EmailSubmission: '1',
    VacationResponse: '1',
    ShareNotification: '1',
  });
  source.close();
});

test('changes of used space and quota are sent with their state, if there is a quota', async () => {
  const alice = await web.account();
  await setQuota(web.store.pool, alice.address, 100_000);
  const source = await listen(alice, 'types=Quota&closeafter=no&ping=0');
  const { state } = await web.one<{ state: string }>(alice, 'Quota/get');
  await web.append(alice, MAIL);
  const used = (await source.next())?.data.changed?.[alice.id]?.Quota;
  assert.notEqual(used, state);
  const changes = await web.one<{ updated: string[]; newState: string }>(alice, 'Quota/changes', { sinceState: state });
  assert.deepEqual([changes.updated, changes.newState], [['Q1'], used]);
  await setQuota(web.store.pool, alice.address, null);
  web.store.announce({ accountId: alice.number, modseq: 0, mailboxIds: [] });
  assert.deepEqual((await source.next())?.data.changed, { [alice.id]: { Quota: 'none' } });
  source.close();
});

test('a client that reconnects with an event id of an earlier release is not told of new types', async () => {
  const alice = await web.account();
  await setQuota(web.store.pool, alice.address, 100_000);
  const [mail, sending, shared] = (await readStates(web.store.pool, alice.number)).split('/');
  const source = await listen(alice, '', { 'last-event-id': [mail, sending, shared].join('/') });
  await web.one(alice, 'Identity/set', { update: { I1: { name: 'Alice' } } });
  const event = await source.next();
  assert.ok(!('Quota' in (event?.data.changed?.[alice.id] ?? {})));
  source.close();
});

test('a client that reconnects is told at once of what changed meanwhile, and nothing else', async () => {
  const alice = await web.account();
  const before = await readStates(web.store.pool, alice.number);
  await web.append(alice, MAIL);
  const source = await listen(alice, '', { 'last-event-id': before });
  const event = await source.next();
  assert.equal(event?.id, await readStates(web.store.pool, alice.number));
  source.close();
});

test('events of another account are not sent, and a stream ends with its login', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const source = await listen(alice);
  await web.append(bob, MAIL);
  await setPassword(web.store.pool, alice.address, 'another password');
  assert.equal(await source.next(), undefined);
});

test('the number of streams per account is limited, and parameters are validated', async () => {
  const alice = await web.account();
  assert.equal((await web.fetch('/jmap/events')).status, 401);
  const sources = await Promise.all(Array.from({ length: 100 }, () => listen(alice)));
  assert.equal((await web.fetch('/jmap/events', alice)).status, 503);
  await web.append(alice, MAIL);
  for (const source of sources) assert.equal((await source.next())?.event, 'state');
  for (const source of sources) source.close();
});

test('malformed parameters are refused, and unknown types never change', async () => {
  const alice = await web.account();
  const wrong = [
    ...['closeafter=never', 'closeafter=', 'closeafter=STATE', 'closeafter=no&closeafter=no'],
    ...['ping=-1', 'ping=x', 'ping=', 'ping=1.5', 'ping=1e3', 'ping=%2030', 'ping=9999999999', 'ping=30&ping=60'],
    ...['types=Email&types=Mailbox', 'types=*&types=*'],
  ];
  for (const query of wrong) {
    const response = await web.fetch(`/jmap/events?${query}`, alice);
    assert.equal(response.status, 400, query);
    assert.equal(response.headers.get('content-type'), 'application/problem+json', query);
  }
  const nothing = await listen(alice, 'types=,,email,constructor,*x&closeafter=no&ping=0');
  const mailboxes = await listen(alice, 'types=%4Dailbox,Mailbox,Nothing&closeafter=no&ping=0');
  await web.append(alice, MAIL);
  assert.deepEqual(Object.keys((await mailboxes.next())?.data.changed?.[alice.id] ?? {}), ['Mailbox']);
  await setStatus(web.store.pool, alice.address, 'suspended');
  assert.equal(await nothing.next(), undefined, 'which ends with its login as any');
  assert.equal(await mailboxes.next(), undefined);
});

test('a client with an invalid event id is told everything', async () => {
  const alice = await web.account();
  for (const last of ['x', '/', 'null', '999999.1/99//none', `${'1=2,'.repeat(500)}/`]) {
    const source = await listen(alice, 'types=*&closeafter=state&ping=0', { 'last-event-id': last });
    const event = await source.next();
    assert.equal(event?.id, await readStates(web.store.pool, alice.number), last);
    assert.ok('Email' in (event?.data.changed?.[alice.id] ?? {}), last);
    assert.equal(await source.next(), undefined, last);
  }
});

/** Sends octets and returns the response until it matches `until` or the server hangs up. */
async function rawAnswer(request: string, until: RegExp): Promise<string> {
  const { port } = new URL(web.url);
  const socket = connect({ host: '127.0.0.1', port: Number(port) }).setEncoding('latin1');
  let answer = '';
  socket.on('data', (text: string) => {
    answer += text;
    if (until.test(answer)) socket.destroy();
  });
  socket.write(request);
  await once(socket, 'close');
  return answer;
}

test('HTTP/1.0 clients get events too, and a HEAD request does not wait', async () => {
  const alice = await web.account();
  const login = `Authorization: Basic ${btoa(`${alice.address}:${PASSWORD}`)}`;
  // RFC 9112 6.1: HTTP/1.0 knows no chunked encoding.
  const old = await rawAnswer(
    `GET /jmap/events?ping=0 HTTP/1.0\r\n${login}\r\nLast-Event-ID: x\r\n\r\n`,
    /data: .*\n\n$/,
  );
  const [head = '', body] = old.split('\r\n\r\n');
  assert.match(head, /^HTTP\/1\.1 200 /);
  assert.match(head, /\r\ncontent-type: text\/event-stream(\r|$)/i);
  assert.match(head, /\r\ncache-control: no-store, no-transform(\r|$)/i, 'no proxy waits for more to compress');
  assert.match(head, /\r\nx-accel-buffering: no(\r|$)/i);
  assert.doesNotMatch(head, /transfer-encoding/i);
  assert.match(body ?? '', /^event: state\nid: \S+\ndata: \{/);
  const host = `Host: mail.postroom.test\r\n${login}`;
  const both = await rawAnswer(
    `HEAD /jmap/events HTTP/1.1\r\n${host}\r\n\r\nGET /jmap/session HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`,
    /"state":"[^"]+"\}/,
  );
  assert.match(both, /^HTTP\/1\.1 200 [\s\S]*text\/event-stream[\s\S]*HTTP\/1\.1 200 [\s\S]*"capabilities"/);
  assert.equal((await web.fetch('/jmap/events', alice, { method: 'POST' })).status, 405);
});
