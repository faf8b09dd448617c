import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { copyMessages, findMailbox } from '@postroom/mailbox';
import { Flag } from '@postroom/types';
import { startWeb, type TestAccount } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();

const mail = (subject: string, more = '', body = 'text') => `Subject: ${subject}\r\n${more}\r\n${body}\r\n`;
const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));

/** The ids of a week of mail, by name. */
const ids: Record<string, string> = {};
const put = async (name: string, raw: string, options: object = {}, account: TestAccount = alice) => {
  ids[name] = (await web.append(account, raw, options)).id;
};
await put('hello', mail('Hello', 'From: Bob <bob@b.test>\r\nMessage-ID: <1@b.test>\r\n', 'quarterly figures'), {
  internalDate: at(1),
});
await put('answer', mail('Re: Hello', 'From: carol@c.test\r\nIn-Reply-To: <1@b.test>\r\n', 'thanks'), {
  internalDate: at(2),
  flags: Flag.Seen | Flag.Flagged,
});
await put(
  'invoice',
  mail(
    'Invoice',
    'From: alf@a.test\r\nTo: alice@postroom.test\r\nCc: 张三 <z@z.test>\r\n',
    '会议纪要, don\'t say C:\\mail, the "second" part',
  ),
  {
    internalDate: at(3),
    keywords: ['Work'],
    flags: Flag.Seen,
  },
);
await put('large', mail('Large', 'From: bob@b.test\r\n', 'x'.repeat(5_000)), {
  internalDate: at(4),
  mailbox: 'Archive',
});
await put('gone', mail('Gone'), { internalDate: at(5), flags: Flag.Deleted });
const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]));

interface Query {
  ids: string[];
  position: number;
  total?: number;
  queryState: string;
  canCalculateChanges: boolean;
  limit?: number;
}

const query = (args: object) => web.one<Query>(alice, 'Email/query', args);

async function found(filter: object | null, more: object = {}): Promise<string[]> {
  return (await query({ filter, sort: [{ property: 'receivedAt' }], ...more })).ids.map((id) => names.get(id) ?? id);
}

test('emails are sorted newest first by default, and \\Deleted ones are never found', async () => {
  const answer = await query({ calculateTotal: true });
  assert.deepEqual(
    answer.ids.map((id) => names.get(id)),
    ['large', 'invoice', 'answer', 'hello'],
  );
  assert.deepEqual([answer.total, answer.position, answer.canCalculateChanges], [4, 0, true]);
});

test('each filter finds what it says', async () => {
  const inbox = (await findMailbox(web.store.pool, alice.number, 'INBOX')).mailboxId;
  const cases: [object | null, string[]][] = [
    [null, ['hello', 'answer', 'invoice', 'large']],
    [{}, ['hello', 'answer', 'invoice', 'large']],
    [{ inMailbox: `M${inbox}` }, ['hello', 'answer', 'invoice']],
    [{ inMailbox: 'M999999' }, []],
    [{ inMailboxOtherThan: [`M${inbox}`] }, ['large']],
    [{ after: '2026-01-01T03:00:00Z' }, ['invoice', 'large']],
    [{ before: '2026-01-01T03:00:00Z' }, ['hello', 'answer']],
    [{ minSize: 5_000 }, ['large']],
    [{ maxSize: 5_000 }, ['hello', 'answer', 'invoice']],
    [{ hasKeyword: '$flagged' }, ['answer']],
    [{ notKeyword: '$Seen' }, ['hello', 'large']],
    [{ hasKeyword: 'WORK' }, ['invoice']],
    [{ someInThreadHaveKeyword: '$flagged' }, ['hello', 'answer']],
    [{ allInThreadHaveKeyword: '$seen' }, ['invoice']],
    [{ noneInThreadHaveKeyword: '$seen' }, ['large']],
    [{ hasAttachment: false }, ['hello', 'answer', 'invoice', 'large']],
    [{ from: 'BOB' }, ['hello', 'large']],
    [{ to: 'alice' }, ['invoice']],
    [{ cc: '张三' }, ['invoice']],
    [{ subject: 'hello' }, ['hello', 'answer']],
    [{ body: 'figures quarterly' }, ['hello']],
    [{ body: '"figures quarterly"' }, []],
    [{ header: ['Message-Id'] }, ['hello']],
    [{ header: ['MESSAGE-ID', '@B.test'] }, ['hello']],
    [{ header: ['cc', '张三'] }, ['invoice']],
    [{ header: ['subject', 'carol'] }, []],
    [{ header: ['from', 'bob'], minSize: 5_000 }, ['large']],
    [{ operator: 'NOT', conditions: [{ header: ['in-reply-to'] }] }, ['hello', 'invoice', 'large']],
    [{ operator: 'OR', conditions: [{ header: ['cc'] }, { body: 'thanks' }] }, ['answer', 'invoice']],
    [{ text: '会议' }, ['invoice']],
    [{ body: `"the \\"second\\" part"` }, ['invoice']],
    [{ body: `'don\\'t say C:\\\\mail'` }, ['invoice']],
    [{ body: `'mail don\\'t say'` }, []],
    [{ body: `say don't` }, ['invoice']],
    [{ body: `don't won't` }, []],
    [{ body: `"say C:` }, ['invoice']],
    [{ text: '' }, ['hello', 'answer', 'invoice', 'large']],
    [{ body: ' "" ', from: "'" }, ['hello', 'answer', 'invoice', 'large']],
    [{ operator: 'NOT', conditions: [{ body: '' }] }, []],
    [{ text: 'bob figures' }, ['hello']],
    [{ from: 'bob', notKeyword: '$seen', maxSize: 1_000 }, ['hello']],
    [{ operator: 'OR', conditions: [{ from: 'carol' }, { from: 'alf' }] }, ['answer', 'invoice']],
    [{ operator: 'NOT', conditions: [{ from: 'carol' }, { from: 'alf' }] }, ['hello', 'large']],
    [
      { operator: 'AND', conditions: [{ from: 'bob' }, { operator: 'NOT', conditions: [{ minSize: 5_000 }] }] },
      ['hello'],
    ],
  ];
  for (const [filter, expected] of cases) assert.deepEqual(await found(filter), expected, JSON.stringify(filter));
});

test('words are found without accents and with other accents', async () => {
  const ellen = await web.account();
  const letter = async (subject: string, from: string, text: string): Promise<string> => {
    const fields = `Subject: ${subject}\r\nFrom: ${from}\r\nX-Place: Bahnhofstraße\r\nContent-Type: text/plain; charset=utf-8`;
    return (await web.append(ellen, `${fields}\r\n\r\n${text}\r\n`)).id;
  };
  const one = await letter('Résumé', 'Łukasz <l@l.test>', 'Das CAFÉ in der Straße, がくせい');
  const two = await letter('Resume', 'Nguyễn <n@n.test>', 'cafe, ελληνικά, ﬁancée ＡＢＣ');
  const cases: [object, string[]][] = [
    [{ body: 'cafe' }, [one, two]],
    [{ body: 'café' }, [one, two]],
    [{ body: 'STRASSE' }, [one]],
    [{ body: 'stras' }, [one]],
    [{ subject: 'resumé' }, [one, two]],
    [{ from: 'lukasz' }, [one]],
    [{ from: 'nguyen' }, [two]],
    [{ text: 'ΕΛΛΗΝΙΚΑ fiancee abc' }, [two]],
    [{ body: 'かくせい' }, []],
    [{ header: ['x-place', 'strasse'] }, [one, two]],
    [{ operator: 'NOT', conditions: [{ body: 'strasse' }] }, [two]],
  ];
  for (const [filter, expected] of cases) {
    const { ids } = await web.one<Query>(ellen, 'Email/query', { filter });
    assert.deepEqual(ids.toSorted(), expected.toSorted(), JSON.stringify(filter));
  }
});

test('the words and keywords in one filter are limited, however nested', async () => {
  const filter = (count: number, condition: object) => ({
    operator: 'OR',
    conditions: Array.from({ length: count }, () => ({ operator: 'NOT', conditions: [condition] })),
  });
  const answers = await web.call(
    alice,
    ['Email/query', { filter: filter(50, { hasKeyword: 'x' }) }],
    ['Email/query', { filter: filter(51, { noneInThreadHaveKeyword: 'x' }) }],
    ['Email/query', { filter: filter(3, { body: 'word '.repeat(20) }) }],
    ['Email/query', { filter: filter(200, { minSize: 1 }) }],
  );
  assert.deepEqual(
    answers.map(([name, { type }]) => type ?? name),
    ['Email/query', 'unsupportedFilter', 'unsupportedFilter', 'Email/query'],
  );
});

test('each sort order works in both directions', async () => {
  const cases: [object, string[]][] = [
    [{ property: 'size' }, ['answer', 'hello', 'invoice', 'large']],
    [{ property: 'from' }, ['invoice', 'hello', 'large', 'answer']],
    [{ property: 'subject' }, ['answer', 'hello', 'invoice', 'large']],
    [{ property: 'hasKeyword', keyword: '$flagged', isAscending: false }, ['answer', 'large', 'invoice', 'hello']],
    [{ property: 'receivedAt', isAscending: false }, ['large', 'invoice', 'answer', 'hello']],
  ];
  for (const [sort, expected] of cases) {
    const ids = (await query({ sort: [sort] })).ids.map((id) => names.get(id));
    assert.deepEqual(ids, expected, JSON.stringify(sort));
  }
  const refused = await web.call(alice, ['Email/query', { sort: [{ property: 'colour' }] }]);
  assert.equal(refused[0]?.[1].type, 'unsupportedSort');
});

test('emails with the same second in receivedAt are equal, and the next comparator decides', async () => {
  const fred = await web.account();
  const put = async (subject: string, ms: number): Promise<string> =>
    (await web.append(fred, mail(subject), { internalDate: new Date(Date.UTC(2026, 0, 1, 0, 0, 1, ms)) })).id;
  const [b, a, c] = [await put('b', 900), await put('a', 500), await put('c', 100)];
  const list = async (...sort: object[]) => (await web.one<Query>(fred, 'Email/query', { sort })).ids;
  const newestFirst = { property: 'receivedAt', isAscending: false };
  const compare = async () => {
    assert.deepEqual(await list(newestFirst, { property: 'subject' }), [a, b, c]);
    assert.deepEqual(await list({ property: 'receivedAt' }, { property: 'subject', isAscending: false }), [c, b, a]);
  };
  await compare();
  assert.deepEqual(await list(newestFirst), [c, a, b], 'what was filed last is the newest');
  // Stored dates may have fractions of a second, which do not count.
  await web.store.pool.query(
    "update mailbox_entries set internal_date = internal_date + uid * interval '0.1 s' where account_id = $1",
    [fred.number],
  );
  await compare();
});

test('collapseThreads returns the first email of each thread, and a thread lists all', async () => {
  const collapsed = await query({ collapseThreads: true, calculateTotal: true });
  assert.deepEqual(
    collapsed.ids.map((id) => names.get(id)),
    ['large', 'invoice', 'answer'],
  );
  assert.equal(collapsed.total, 3);
  const { list } = await web.one<{ list: { id: string; threadId: string }[] }>(alice, 'Email/get', {
    ids: [ids.answer],
    properties: ['threadId'],
  });
  const thread = await web.one<{ list: unknown[]; notFound: string[] }>(alice, 'Thread/get', {
    ids: [list[0]?.threadId, 'T999999', 'E1'],
  });
  assert.deepEqual(thread.list, [{ id: list[0]?.threadId, emailIds: [ids.hello, ids.answer] }]);
  assert.deepEqual(thread.notFound, ['T999999', 'E1']);
});

test('a part of the result is found by position, from its end and by anchor', async () => {
  const part = async (args: object) => {
    const { ids, position } = await query({ sort: [{ property: 'receivedAt' }], ...args });
    return [position, ...ids.map((id) => names.get(id))];
  };
  assert.deepEqual(await part({ position: 1, limit: 2 }), [1, 'answer', 'invoice']);
  assert.deepEqual(await part({ position: -1 }), [3, 'large']);
  assert.deepEqual(await part({ position: 9 }), [9]);
  assert.deepEqual(await part({ anchor: ids.invoice, anchorOffset: -1, limit: 1 }), [1, 'answer']);
  assert.deepEqual(await part({ limit: 0 }), [0]);
  const [refused] = await web.call(alice, ['Email/query', { anchor: ids.gone }]);
  assert.equal(refused?.[1].type, 'anchorNotFound');
});

test('a copied message is one email in two mailboxes, and is found once', async () => {
  const pool = web.store.pool;
  const [inbox, sent] = [await findMailbox(pool, alice.number, 'INBOX'), await findMailbox(pool, alice.number, 'Sent')];
  await copyMessages(web.store, inbox, sent, Uint32Array.of(1));
  assert.deepEqual(await found({ subject: 'hello' }), ['hello', 'answer']);
  assert.deepEqual(await found({ inMailbox: `M${sent.mailboxId}` }), ['hello']);
});

test('queries never find emails of another account', async () => {
  const bob = await web.account();
  await put('theirs', mail('Theirs'), {}, bob);
  assert.ok(!(await query({})).ids.includes(ids.theirs as string) || ids.theirs === ids.hello);
  const [refused] = await web.call(alice, ['Email/query', { accountId: bob.id }]);
  assert.equal(refused?.[1].type, 'accountNotFound');
});

test('one request can query and get, and later get the changes', async () => {
  const responses = await web.call(
    alice,
    ['Email/query', { filter: { subject: 'invoice' } }],
    ['Email/get', { '#ids': { resultOf: 'c0', name: 'Email/query', path: '/ids' }, properties: ['subject'] }],
  );
  assert.deepEqual(responses[1]?.[1].list, [{ id: ids.invoice, subject: 'Invoice' }]);
  const since = responses[1]?.[1].state as string;
  const { id } = await web.append(alice, mail('New'));
  const changed = await web.one<{ created: string[]; newState: string }>(alice, 'Email/changes', { sinceState: since });
  assert.deepEqual(changed.created, [id]);
  const mailboxes = await web.one<{ updated: string[]; updatedProperties: string[] }>(alice, 'Mailbox/changes', {
    sinceState: since,
  });
  assert.equal(mailboxes.updated.length, 1);
  assert.deepEqual(mailboxes.updatedProperties, ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads']);
  const threads = await web.one<{ created: string[] }>(alice, 'Thread/changes', { sinceState: since });
  assert.deepEqual(threads.created, [id.replace('E', 'T')]);
  const none = await web.one<{ created: string[] }>(alice, 'Email/changes', { sinceState: changed.newState });
  assert.deepEqual(none.created, []);
  const got = await web.one<{ state: string }>(alice, 'Mailbox/get', {});
  assert.equal(got.state, changed.newState);
  const [refused] = await web.call(alice, ['Email/changes', { sinceState: 'nonsense' }]);
  assert.equal(refused?.[1].type, 'cannotCalculateChanges');
});

test('a message that is twice in a mailbox is found once and takes one place', async () => {
  const pool = web.store.pool;
  const carol = await web.account();
  for (let n = 0; n < 4; n++) await web.append(carol, mail(`m${n}`), { internalDate: at(n) });
  const inbox = await findMailbox(pool, carol.number, 'INBOX');
  await copyMessages(web.store, inbox, inbox, Uint32Array.of(4, 3));
  const filter = { inMailbox: `M${inbox.mailboxId}` };
  const { ids: all } = await web.one<Query>(carol, 'Email/query', { filter });
  assert.equal(new Set(all).size, 4);
  const { ids: some } = await web.one<Query>(carol, 'Email/query', { filter, limit: 3 });
  assert.deepEqual(some, all.slice(0, 3));
});

test('text beyond the search index is found in the message itself, within a limit', async () => {
  const dave = await web.account();
  const long = (end: string) => mail('Long', '', `${'x'.repeat(70)}\r\n`.repeat(70_000) + end);
  // The text kept for search ends before the needle.
  const { id } = await web.append(dave, long('the needle'));
  const { id: other } = await web.append(dave, mail('Short', '', 'a needle too'));
  await web.append(dave, long('nothing'));
  const find = async (filter: object, more: object = {}) =>
    (await web.one<Query>(dave, 'Email/query', { filter, sort: [{ property: 'receivedAt' }], ...more })).ids;
  assert.deepEqual(await find({ body: 'needle' }), [id, other]);
  assert.deepEqual(await find({ body: 'needle' }, { limit: 1 }), [id]);
  assert.deepEqual(await find({ text: 'needle', subject: 'long' }), [id]);
  assert.equal((await find({ operator: 'NOT', conditions: [{ body: 'needle' }] })).length, 1);
  await using small = await startWeb({ JMAP_SEARCH_MB: 1 });
  const erin = await small.account();
  await small.append(erin, long('the needle'));
  const [refused, fine] = await small.call(
    erin,
    ['Email/query', { filter: { body: 'needle' } }],
    ['Email/query', { filter: { subject: 'needle' } }],
  );
  assert.deepEqual([refused?.[1].type, fine?.[1].ids], ['unsupportedFilter', []]);
});
