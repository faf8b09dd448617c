import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { expunge, listMailboxes, moveMessages, openMailbox, storeFlags } from '@postroom/mailbox';
import { Random } from '@postroom/testkit';
import { Flag } from '@postroom/types';
import { startWeb, type TestAccount } from '../../testing.ts';

// A client that follows the changes of a result ends with the same ids as a client that queries again.

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const seed = Number(process.env.SEED ?? 20_261_127);
const random = new Random(seed);

interface Result {
  ids: string[];
  queryState: string;
  total?: number;
  canCalculateChanges: boolean;
}
interface Changed {
  oldQueryState: string;
  newQueryState: string;
  removed: string[];
  added: { id: string; index: number }[];
  total?: number;
}

/** A client that keeps the ids of a result: all of them, or only the first ones. */
class Follower {
  readonly #account: TestAccount;
  readonly #of: string;
  readonly #type: string;
  readonly #query: object;
  readonly #kept: number | undefined;
  #ids: string[] = [];
  #state = '';

  /** @param of the account whose mail it follows */
  constructor(account: TestAccount, type: string, query: object, kept?: number, of = account) {
    this.#account = account;
    this.#of = of.id;
    this.#type = type;
    this.#query = query;
    this.#kept = kept;
  }

  async start(): Promise<void> {
    const { ids, queryState, canCalculateChanges } = await this.#all();
    assert.ok(canCalculateChanges);
    this.#ids = this.#kept === undefined ? ids : ids.slice(0, this.#kept);
    this.#state = queryState;
  }

  /** Applies the changes as RFC 8620 5.6 says: removes, then inserts, and compares the total. */
  async catchUp(): Promise<void> {
    const upToId = this.#kept === undefined ? undefined : this.#ids.at(-1);
    const changes = await web.one<Changed>(this.#account, `${this.#type}/queryChanges`, {
      accountId: this.#of,
      ...this.#query,
      sinceQueryState: this.#state,
      calculateTotal: true,
      ...(upToId !== undefined && { upToId }),
    });
    assert.equal(changes.oldQueryState, this.#state);
    const removed = new Set(changes.removed);
    this.#ids = this.#ids.filter((id) => !removed.has(id));
    // An id whose place is after the known ones is left out; the client will ask for it when it needs it.
    for (const { id, index } of changes.added) if (index <= this.#ids.length) this.#ids.splice(index, 0, id);
    this.#state = changes.newQueryState;
    const { ids } = await this.#all();
    const what = `${this.#type} ${JSON.stringify(this.#query)}, seed ${seed}`;
    assert.equal(changes.total, ids.length, what);
    if (this.#kept === undefined) assert.deepEqual(this.#ids, ids, what);
    assert.deepEqual(this.#ids, ids.slice(0, this.#ids.length), what);
  }

  #all(): Promise<Result> {
    return web.one<Result>(this.#account, `${this.#type}/query`, { accountId: this.#of, ...this.#query });
  }
}

let mails = 0;

async function edit(account: TestAccount): Promise<void> {
  const { pool } = web.store;
  const mailboxes = await listMailboxes(pool, account.number);
  const [mailbox, other] = [random.pick(mailboxes.slice(0, 3)), random.pick(mailboxes.slice(0, 3))];
  const { uids } = await openMailbox(pool, mailbox, { claimRecent: false });
  const some = uids.filter(() => random.chance(0.2));
  const flags = random.pick([Flag.Seen, Flag.Flagged, Flag.Deleted]);
  const actions: (() => Promise<unknown>)[] = [
    append,
    append,
    append,
    () => storeFlags(web.store, mailbox, some, { action: random.pick(['add', 'remove']), flags, keywords: [] }),
    () => moveMessages(web.store, mailbox, other, some),
    () => expunge(web.store, mailbox, { uids: some, onlyDeleted: false }),
    async () => {
      const name = `Box ${random.below(6)}`;
      const all = await web.one<{ list: { id: string; name: string }[] }>(account, 'Mailbox/get', {});
      const there = all.list.find((each) => each.name === name);
      await web.one(
        account,
        'Mailbox/set',
        there
          ? { destroy: [there.id], onDestroyRemoveEmails: true }
          : { create: { x: { name, parentId: random.chance(0.5) ? (all.list.at(-1)?.id ?? null) : null } } },
      );
    },
  ];
  await random.pick(actions)();

  async function append(): Promise<void> {
    mails++;
    const answered = random.below(mails);
    const head = `Subject: ${random.below(5)}\r\nMessage-ID: <${mails}@x.test>\r\nIn-Reply-To: <${answered}@x.test>\r\n`;
    await web.append(account, `${head}\r\n${'x'.repeat(random.below(100))}\r\n`, {
      mailbox: mailbox.name,
      internalDate: new Date(Date.UTC(2026, 0, 1 + random.below(100))),
    });
  }
}

test('a client that applies queryChanges has the current result', async () => {
  const alice = await web.account();
  for (let n = 0; n < 20; n++) await edit(alice);
  const inbox = await web.one<{ ids: string[] }>(alice, 'Mailbox/query', { filter: { role: 'inbox' } });
  const filters = [
    {},
    { filter: { inMailbox: inbox.ids[0] } },
    { filter: { notKeyword: '$seen', inMailbox: inbox.ids[0] } },
    { filter: { operator: 'NOT', conditions: [{ subject: '3' }] }, sort: [{ property: 'size' }] },
    { sort: [{ property: 'hasKeyword', keyword: '$flagged' }, { property: 'subject' }] },
    {
      filter: {
        operator: 'OR',
        conditions: [
          { inMailboxOtherThan: inbox.ids, hasKeyword: '$seen' },
          { header: ['in-reply-to', '1'], minSize: 80 },
        ],
      },
      sort: [{ property: 'hasKeyword', keyword: '$seen', isAscending: false }, { property: 'receivedAt' }],
    },
  ];
  const emails = filters.flatMap((query) => [query, { ...query, collapseThreads: true }]);
  const bob = await web.account();
  await web.one(alice, 'Mailbox/set', {
    update: { [String(inbox.ids[0])]: { [`shareWith/P${bob.number}`]: { mayReadItems: true, maySetSeen: true } } },
  });
  const shared = [
    {},
    { collapseThreads: true },
    { filter: { inMailbox: inbox.ids[0], notKeyword: '$seen' }, sort: [{ property: 'subject' }] },
  ];
  const followers = [
    ...shared.flatMap((query) => [
      new Follower(bob, 'Email', query, undefined, alice),
      new Follower(bob, 'Email', query, 1 + random.below(5), alice),
    ]),
    new Follower(bob, 'Mailbox', {}, undefined, alice),
    ...emails.flatMap((query) => [
      new Follower(alice, 'Email', query),
      new Follower(alice, 'Email', query, 1 + random.below(5)),
    ]),
    ...[{}, { sort: [{ property: 'name' }], sortAsTree: true }, { filter: { name: 'Box' }, filterAsTree: true }].map(
      (query) => new Follower(alice, 'Mailbox', query),
    ),
  ];
  for (const follower of followers) await follower.start();
  for (let round = 0; round < 26; round++) {
    for (let edits = random.below(4); edits >= 0; edits--) await edit(alice);
    // The reader's own \\Seen is no change of the owner's mail.
    const { ids } = await web.one<Result>(bob, 'Email/query', { accountId: alice.id });
    const patch = { 'keywords/$seen': random.pick([true, null]) };
    const update = Object.fromEntries(ids.filter(() => random.chance(0.1)).map((id) => [id, patch]));
    await web.one(bob, 'Email/set', { accountId: alice.id, update });
    for (const follower of followers) if (random.chance(0.4)) await follower.catchUp();
  }
  for (const follower of followers) await follower.catchUp();
});

test('a client that applies the changes of submissions and shares has all of them', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const head = `From: ${alice.address}\r\nTo: ${bob.address}\r\n`;
  const drafts = [await web.append(alice, `${head}\r\none`), await web.append(alice, `${head}\r\ntwo`)];
  const first = drafts[0]?.id as string;
  const submissions = async () => (await web.one<Result>(alice, 'EmailSubmission/query', {})).ids;
  const notices = async () => (await web.one<Result>(alice, 'ShareNotification/query', {})).ids;
  const submit = (emailId: string | undefined, parameters: object | null) =>
    web.one(alice, 'EmailSubmission/set', {
      create: {
        s: {
          identityId: 'I1',
          emailId,
          envelope: { mailFrom: { email: alice.address, parameters }, rcptTo: [{ email: bob.address }] },
        },
      },
    });
  const [inbox] = (await web.one<Result>(bob, 'Mailbox/query', { filter: { role: 'inbox' } })).ids;
  const share = (rights: object | null) =>
    web.one(bob, 'Mailbox/set', { update: { [String(inbox)]: { [`shareWith/P${alice.number}`]: rights } } });
  const actions: (() => Promise<unknown>)[] = [
    () => submit(random.pick(drafts).id, null),
    () => submit(random.pick(drafts).id, null),
    () => submit(random.pick(drafts).id, { HOLDFOR: '600' }),
    async () => {
      const all = await submissions();
      if (all.length > 0) await web.one(alice, 'EmailSubmission/set', { destroy: [random.pick(all)] });
    },
    async () => {
      const all = (await submissions()).map((id) => [id, { undoStatus: 'canceled' }]);
      await web.one(alice, 'EmailSubmission/set', { update: Object.fromEntries(all) });
    },
    () => share(random.pick([{ mayReadItems: true }, { maySetSeen: true }, null])),
    async () => {
      const all = await notices();
      if (all.length > 0) await web.one(alice, 'ShareNotification/set', { destroy: [random.pick(all)] });
    },
    () => web.one(alice, 'Identity/set', { update: { I1: { name: `Alice ${random.below(9)}` } } }),
  ];
  const oldest = [{ property: 'sentAt', isAscending: false }, { property: 'emailId' }];
  const followers = [
    ...[{}, { sort: oldest }, { filter: { emailIds: [first] } }].flatMap((query) => [
      new Follower(alice, 'EmailSubmission', query),
      new Follower(alice, 'EmailSubmission', query, 2),
    ]),
    new Follower(alice, 'ShareNotification', {}),
    new Follower(alice, 'ShareNotification', { sort: [{ property: 'created', isAscending: false }] }, 1),
  ];
  for (let n = 0; n < 8; n++) await random.pick(actions)();
  for (const follower of followers) await follower.start();
  for (let round = 0; round < 25; round++) {
    for (let n = random.below(3); n >= 0; n--) await random.pick(actions)();
    for (const follower of followers) if (random.chance(0.4)) await follower.catchUp();
  }
  for (const follower of followers) await follower.catchUp();
  const since = { sinceQueryState: '0' };
  const byStatus = { filter: { operator: 'OR', conditions: [{ emailIds: ['E1'] }, { undoStatus: 'pending' }] } };
  const answers = await web.call(
    alice,
    ['EmailSubmission/query', byStatus],
    ['EmailSubmission/queryChanges', { ...since, ...byStatus }],
    ['EmailSubmission/queryChanges', { sinceQueryState: '99999' }],
    ['EmailSubmission/queryChanges', { ...since, maxChanges: 1 }],
    ['EmailSubmission/queryChanges', { ...since, sort: [{ property: 'undoStatus' }] }],
  );
  assert.deepEqual(
    answers.map(([, { type, canCalculateChanges }]) => type ?? canCalculateChanges),
    [false, 'cannotCalculateChanges', 'cannotCalculateChanges', 'tooManyChanges', 'unsupportedSort'],
  );
});

test('changes that cannot be calculated, or are too many, are refused as such', async () => {
  const bob = await web.account();
  const { queryState } = await web.one<Result>(bob, 'Email/query', {});
  for (let n = 0; n < 3; n++) await web.append(bob, `Subject: ${n}\r\n\r\nx\r\n`);
  const since = { sinceQueryState: queryState };
  const answers = await web.call(
    bob,
    ['Email/queryChanges', { ...since, filter: { someInThreadHaveKeyword: '$seen' } }],
    ['Email/queryChanges', { ...since, sort: [{ property: 'allInThreadHaveKeyword', keyword: '$seen' }] }],
    ['Email/queryChanges', { sinceQueryState: '999.1' }],
    ['Mailbox/queryChanges', { ...since, filter: { isSubscribed: true } }],
    ['Email/queryChanges', { ...since, maxChanges: 5 }],
    ['Email/queryChanges', { ...since, maxChanges: 6 }],
    ['Email/queryChanges', { ...since, filter: { colour: 'red' } }],
    ['Email/query', { filter: { someInThreadHaveKeyword: '$seen' } }],
  );
  const cannot = Array.from({ length: 4 }, () => 'cannotCalculateChanges');
  assert.deepEqual(
    answers.map(([name, { type, canCalculateChanges }]) => type ?? canCalculateChanges ?? name),
    [...cannot, 'tooManyChanges', 'Email/queryChanges', 'unsupportedFilter', false],
  );
});
