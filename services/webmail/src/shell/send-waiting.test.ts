/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Calls, sendWaiting } from './send-waiting.ts';
import type { WaitingMail } from './waiting-mails.ts';

const MAIL: WaitingMail = {
  name: 'postroom.draft.a1.k',
  accountId: 'a1',
  revision: 3,
  email: { subject: 'From the train' },
  identityId: 'I1',
  mailFrom: 'ann@x.test',
  recipients: ['ben@x.test'],
  at: null,
  sentId: 'M3',
  former: ['E1'],
  about: { emailId: 'E9', keyword: '$answered' },
  isLost: false,
  unsure: null,
  isGone: false,
};

interface Server {
  readonly call: Calls;
  /** The emails that were sent. */
  readonly sent: string[];
  readonly emails: Map<string, { keywords: Record<string, boolean> }>;
}

/** A server of one account. @param breaks returns whether the connection breaks at a call: before the server has it, or before its answer comes */
function serverThat(breaks: (method: string, tries: number) => 'before' | 'after' | undefined): Server {
  const emails = new Map([['E1', { keywords: { $draft: true } as Record<string, boolean> }]]);
  const sent: string[] = [];
  const tries = new Map<string, number>();
  let last = 1;
  const run = (name: string, args: Record<string, unknown>): Record<string, unknown> => {
    if (name === 'EmailSubmission/query') {
      const [id = ''] = (args.filter as { emailIds: string[] }).emailIds;
      return { ids: sent.filter((each) => each === id) };
    }
    if (name === 'EmailSubmission/set') {
      const { emailId } = (args.create as { sent: { emailId: string } }).sent;
      if (!emails.has(emailId)) return { created: null, notCreated: { sent: { type: 'notFound' } } };
      sent.push(emailId);
      emails.set(emailId, { keywords: {} });
      return { created: { sent: { id: `S${sent.length}` } } };
    }
    if (name === 'Email/get')
      return { list: (args.ids as string[]).flatMap((id) => (emails.has(id) ? [{ id, ...emails.get(id) }] : [])) };
    for (const id of (args.destroy as string[] | undefined) ?? []) emails.delete(id);
    if (!args.create) return {};
    const id = `E${++last}`;
    emails.set(id, { keywords: { $draft: true } });
    return { created: { mail: { id } } };
  };
  const call: Calls = (calls) => {
    const [first] = calls;
    const count = (tries.get(first?.[0] ?? '') ?? 0) + 1;
    tries.set(first?.[0] ?? '', count);
    const breaking = breaks(first?.[0] ?? '', count);
    if (breaking === 'before') return Promise.reject(new Error('offline'));
    let ids: unknown;
    const answers = calls.map(([name, args]) => {
      if (name === 'EmailSubmission/get') return { list: (ids as string[]).map(() => ({ undoStatus: 'final' })) };
      const answer = run(name, args);
      ids = answer.ids;
      return answer;
    });
    return breaking === 'after' ? Promise.reject(new Error('offline')) : Promise.resolve(answers);
  };
  return { call, sent, emails };
}

/** Tries until it is done, as the browser wakes the worker again. */
async function untilDone({ call }: Server, mail = MAIL): Promise<string> {
  let known = mail;
  for (let tries = 1; tries <= 5; tries++) {
    try {
      return await sendWaiting(known, call, async (change) => {
        known = { ...known, ...change };
      });
    } catch {
      assert.ok(known.isLost, 'a page that opens now looks for what was made');
    }
  }
  return 'never';
}

test('a mail that waited is sent once, and its earlier drafts go', async () => {
  const server = serverThat(() => undefined);
  assert.equal(await untilDone(server), 'gone');
  assert.deepEqual(server.sent, ['E2']);
  assert.ok(!server.emails.has('E1'));
});

test('a mail is sent once, wherever the connection breaks', async () => {
  for (const method of ['Email/set', 'EmailSubmission/set', 'EmailSubmission/query'])
    for (const how of ['before', 'after'] as const)
      for (const at of [1, 2]) {
        const server = serverThat((name, tries) => (name === method && tries === at ? how : undefined));
        assert.equal(await untilDone(server), 'gone', `${method} ${how} ${at}`);
        assert.equal(server.sent.length, 1, `${method} ${how} ${at}`);
      }
});

test('what a page may have sent before it was closed is not sent again', async () => {
  const server = serverThat(() => undefined);
  server.sent.push('E1');
  assert.equal(await untilDone(server, { ...MAIL, unsure: 'E1' }), 'gone');
  assert.deepEqual(server.sent, ['E1']);
});

test('a mail for later keeps its time, one whose time has come goes at once', async () => {
  for (const [now, parameters] of [
    ['2027-01-01T00:00:00Z', { HOLDUNTIL: '2027-01-02T08:00:00Z' }],
    ['2027-01-03T00:00:00Z', null],
  ] as const) {
    const server = serverThat(() => undefined);
    let envelope: unknown;
    const call: Calls = (calls) => {
      const made = calls.find(([name]) => name === 'EmailSubmission/set')?.[1].create;
      if (made) envelope = (made as { sent: { envelope: unknown } }).sent.envelope;
      return server.call(calls);
    };
    await sendWaiting({ ...MAIL, at: '2027-01-02T08:00:00.000Z' }, call, async () => undefined, Date.parse(now));
    assert.deepEqual(envelope, {
      mailFrom: { email: 'ann@x.test', parameters },
      rcptTo: [{ email: 'ben@x.test' }],
    });
  }
});
