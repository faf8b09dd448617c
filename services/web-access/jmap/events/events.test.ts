import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setPassword, setQuota } from '@postroom/directory';
import { changesState, ownMail } from '@postroom/mailbox';
import { startWeb, type TestAccount } from '../../testing.ts';
import { readStates } from '../states.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

interface Event {
  event: string;
  id: string | undefined;
  data: { '@type'?: string; changed?: Record<string, Record<string, string>>; interval?: number };
}

/** An open event source; `next` is its next event, or undefined at its end. */
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

test('a client is told when mail comes, by the state that changes lead to', async () => {
  const alice = await web.account();
  const source = await listen(alice);
  await web.append(alice, MAIL);
  const event = await source.next();
  const state = await changesState(web.store.pool, ownMail(alice.number));
  assert.deepEqual(event, {
    ...{ event: 'state', id: `${state}/0//none` },
    data: { '@type': 'StateChange', changed: { [alice.id]: { Email: state, Mailbox: state, Thread: state } } },
  });
  source.close();
});

test('types are those that were asked for, and a stream may end after the first', async () => {
  const alice = await web.account();
  const source = await listen(alice, 'types=Email,EmailSubmission&closeafter=state&ping=0');
  await web.append(alice, MAIL);
  const event = await source.next();
  assert.deepEqual(Object.keys(event?.data.changed?.[alice.id] ?? {}), ['Email']);
  assert.equal(await source.next(), undefined);
});

test('what is sent is told of as what comes is, and by itself', async () => {
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

test('the space that is used, and its limit, are told where there is one, by the state that they have', async () => {
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

test('who comes back with what an earlier release has told hears of nothing that this knew nothing of', async () => {
  const alice = await web.account();
  await setQuota(web.store.pool, alice.address, 100_000);
  const [mail, sending, shared] = (await readStates(web.store.pool, alice.number)).split('/');
  const source = await listen(alice, '', { 'last-event-id': [mail, sending, shared].join('/') });
  await web.one(alice, 'Identity/set', { update: { I1: { name: 'Alice' } } });
  const event = await source.next();
  assert.ok(!('Quota' in (event?.data.changed?.[alice.id] ?? {})));
  source.close();
});

test('who comes back hears at once of what happened meanwhile, and nothing else', async () => {
  const alice = await web.account();
  const before = await readStates(web.store.pool, alice.number);
  await web.append(alice, MAIL);
  const source = await listen(alice, '', { 'last-event-id': before });
  const event = await source.next();
  assert.equal(event?.id, await readStates(web.store.pool, alice.number));
  source.close();
});

test('nobody hears of another account, and a stream ends with its login', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const source = await listen(alice);
  await web.append(bob, MAIL);
  await setPassword(web.store.pool, alice.address, 'another password');
  assert.equal(await source.next(), undefined);
});

test('an account has so many streams, and what is asked for is looked at', async () => {
  const alice = await web.account();
  for (const query of ['closeafter=never', 'ping=-1', 'ping=x']) {
    assert.equal((await web.fetch(`/jmap/events?${query}`, alice)).status, 400, query);
  }
  assert.equal((await web.fetch('/jmap/events')).status, 401);
  const sources = await Promise.all(Array.from({ length: 100 }, () => listen(alice)));
  assert.equal((await web.fetch('/jmap/events', alice)).status, 503);
  await web.append(alice, MAIL);
  for (const source of sources) assert.equal((await source.next())?.event, 'state');
  for (const source of sources) source.close();
});
