import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transaction, uuidv7 } from '@postroom/database';
import { Random } from '@postroom/testkit';
import { Flag, readRights } from '@postroom/types';
import {
  type Changes,
  changesState,
  copyMessages,
  createMailbox,
  deleteMailbox,
  emailChanges,
  expunge,
  type FilingPlace,
  fileMessages,
  listMailboxes,
  type MailboxRef,
  type MailView,
  mailboxChanges,
  moveMessages,
  openMailbox,
  ownMail,
  readSharedMail,
  renameMailbox,
  shareMailbox,
  storeFlags,
  threadChanges,
  trimTombstones,
} from '../index.ts';
import { facts, openMailboxFixture } from '../testing/fixture.ts';

// A client that follows the changes knows in the end the same as one that reads everything, whatever happened in between.

const { pool, store, account } = await openMailboxFixture();
const seed = Number(process.env.SEED ?? 20_261_127);
const random = new Random(seed);
const pick = <T>(items: readonly T[]): T => items[random.below(items.length)] as T;

type Known = Map<number, string>;

/** Returns what JMAP says of each object now, in the visible mailboxes. */
async function read({ accountId, shared }: MailView, type: Type, ids?: readonly number[]): Promise<Known> {
  const seen = shared && [...shared.keys()];
  const { rows } = await pool.query<{ id: number; says: string }>(QUERIES[type], [accountId, seen]);
  const all = new Map(rows.map(({ id, says }) => [id, says]));
  return ids ? new Map(ids.flatMap((id) => (all.has(id) ? [[id, all.get(id) as string]] : []))) : all;
}

type Type = 'mailbox' | 'email' | 'thread';
const QUERIES: Readonly<Record<Type, string>> = {
  mailbox: `select id, name || ' ' || message_count || ' ' || unseen_count as says from mailboxes
    where account_id = $1 and ($2::bigint[] is null or id = any($2))`,
  email: `select message_id as id, string_agg(mailbox_id || ':' || flags, ' ' order by mailbox_id, uid) as says
    from mailbox_entries
    where account_id = $1 and ($2::bigint[] is null or mailbox_id = any($2)) and flags & ${Flag.Deleted} = 0 group by 1`,
  thread: `select thread_id as id, string_agg(id::text, ' ' order by id) as says from messages m
    where account_id = $1 and exists (select 1 from mailbox_entries e
      where e.account_id = $1 and ($2::bigint[] is null or e.mailbox_id = any($2)) and e.message_id = m.id and e.flags & ${Flag.Deleted} = 0) group by 1`,
};
const CHANGES: Readonly<Record<Type, (...args: Parameters<typeof emailChanges>) => Promise<Changes | null>>> = {
  mailbox: mailboxChanges,
  email: emailChanges,
  thread: threadChanges,
};

/** A client that has read everything once, and then only asks for changes. */
class Follower {
  readonly type: Type;
  readonly #view: MailView;
  #known: Known = new Map();
  #state = '';
  resynchronised = 0;
  /** Ids that it was told were destroyed. */
  readonly heardGone = new Set<number>();

  constructor(type: Type, view: MailView) {
    this.type = type;
    this.#view = view;
  }

  async start(): Promise<void> {
    this.#state = await changesState(pool, this.#view);
    this.#known = await read(this.#view, this.type);
  }

  /** Reads a page of changes. Returns false when it was the last one. */
  async step(): Promise<boolean> {
    const max = 1 + random.below(12);
    const changes = await CHANGES[this.type](pool, this.#view, this.#state, max);
    if (changes === null) {
      this.resynchronised++;
      await this.start();
      return false;
    }
    const { created, updated, destroyed } = changes;
    assert.ok(created.length + updated.length + destroyed.length <= max);
    for (const id of destroyed) this.heardGone.add(id);
    for (const id of updated) assert.ok(this.#known.has(id), `${this.type} ${id} was updated and is not known`);
    const now = await read(this.#view, this.type, [...created, ...updated]);
    for (const id of destroyed) this.#known.delete(id);
    for (const [id, says] of now) this.#known.set(id, says);
    this.#state = changes.newState;
    return changes.hasMoreChanges;
  }

  async catchUp(): Promise<void> {
    for (let pages = 0; await this.step(); pages++) assert.ok(pages < 10_000, `${this.type}: it ends`);
    assert.deepEqual(sorted(this.#known), sorted(await read(this.#view, this.type)), `${this.type}, seed ${seed}`);
    assert.equal(this.#state, await changesState(pool, this.#view), 'who knows all has the state of all');
  }
}

function sorted(known: Known): [number, string][] {
  return [...known].sort(([a], [b]) => a - b);
}

let names = 0;

/** Makes a random change in an account. @param kept mailboxes that must not be deleted */
async function edit(id: number, kept: ReadonlySet<number> = new Set()): Promise<void> {
  const mailboxes = await listMailboxes(pool, id);
  const [mailbox, other] = [pick(mailboxes), pick(mailboxes)];
  const { uids } = await openMailbox(pool, mailbox, { claimRecent: false });
  const some = uids.filter(() => random.below(3) === 0);
  const flags = pick([Flag.Seen, Flag.Flagged, Flag.Deleted, Flag.Seen | Flag.Deleted]);
  const actions: (() => Promise<unknown>)[] = [
    () => file(mailbox),
    () => file(mailbox),
    () => storeFlags(store, mailbox, some, { action: pick(['add', 'remove', 'replace']), flags, keywords: [] }),
    () => storeFlags(store, mailbox, some, { action: pick(['add', 'remove']), flags, keywords: ['k'] }),
    () => expunge(store, mailbox, { uids: null, onlyDeleted: true }),
    () => (uids.length > 12 ? expunge(store, mailbox, { uids: some, onlyDeleted: false }) : file(other)),
    () => copyMessages(store, mailbox, other, some.subarray(0, 3)),
    () => moveMessages(store, mailbox, other, some),
    () => createMailbox(store, id, `${random.below(3) === 0 ? `${mailbox.name}/` : ''}box${names++}`),
    () => renameMailbox(store, id, { from: mailbox.name, to: `box${names++}` }),
    () => (mailboxes.length > 8 && !kept.has(mailbox.mailboxId) ? deleteMailbox(store, id, mailbox.name) : file(other)),
  ];
  await pick(actions)().catch((error: Error) => {
    if (error.name !== 'MailError') throw error;
  });
}

async function file({ accountId, mailboxId }: MailboxRef): Promise<void> {
  const items = Array.from({ length: 1 + random.below(4) }, () => ({
    accountId,
    places: [
      { mailbox: { id: mailboxId }, flags: pick([0, 0, 0, Flag.Seen, Flag.Deleted]), keywords: [] },
      ...pick([[], [], [{ mailbox: { name: 'INBOX' }, flags: 0, keywords: [] }]]),
    ] as [FilingPlace, ...FilingPlace[]],
    blobId: uuidv7(),
    size: 10,
    facts: {
      ...facts('Subject'),
      messageId: `${random.below(200)}@x`,
      references: random.below(2) === 0 ? [`${random.below(200)}@x`] : [],
    },
    internalDate: new Date(),
  }));
  await transaction(pool, (tx) => fileMessages(tx, items));
}

test('a client that follows the changes has the current state, whatever was done', { timeout: 240_000 }, async () => {
  const id = await account();
  const followers = (['mailbox', 'email', 'thread'] as const).map((type) => new Follower(type, ownMail(id)));
  for (const follower of followers) await follower.start();
  for (let edits = 1; edits <= 1_500; edits++) {
    await edit(id);
    if (random.below(4) === 0) await pick(followers).step();
    if (edits % 100 === 0) for (const follower of followers) await follower.catchUp();
  }
  assert.deepEqual(
    followers.map((follower) => follower.resynchronised),
    [0, 0, 0],
  );
  // Forgotten changes are not told: clients must resynchronise; later changes are told again.
  for (let edits = 0; edits < 40; edits++) await edit(id);
  await trimTombstones(pool, new Date(Date.now() + 60_000));
  for (const follower of followers) await follower.step();
  assert.ok(followers.every((follower) => follower.resynchronised === 1));
  for (let edits = 0; edits < 40; edits++) await edit(id);
  for (const follower of followers) await follower.catchUp();
  assert.ok(followers.every((follower) => follower.resynchronised === 1));
});

test('a client that follows shared mailboxes has their current state and is told of no others', {
  timeout: 240_000,
}, async () => {
  const [id, viewer] = [await account(), await account()];
  const mailboxes = await listMailboxes(pool, id);
  const shared = mailboxes.filter(({ name }) => ['INBOX', 'Archive', 'Junk'].includes(name));
  for (const mailbox of shared) {
    await shareMailbox(store, mailbox, new Map([[viewer, readRights('lrw')]]), true, async () => {});
  }
  const view = (await readSharedMail(pool, viewer, id, 'each')) as MailView;
  const followers = (['mailbox', 'email', 'thread'] as const).map((type) => new Follower(type, view));
  for (const follower of followers) await follower.start();
  const kept = new Set(shared.map(({ mailboxId }) => mailboxId));
  for (let edits = 1; edits <= 250; edits++) {
    await edit(id, kept);
    if (random.below(4) === 0) await pick(followers).step();
    if (edits % 50 === 0) for (const follower of followers) await follower.catchUp();
  }
  // Some changes are larger than a page and need a resynchronisation; the others were followed.
  assert.ok(followers.every(({ resynchronised }) => resynchronised < 25));
  const { rows } = await pool.query<{ id: number }>(
    `select message_id as id from expunged_entries where account_id = $1 and mailbox_id = any($2)
     union select message_id from mailbox_entries where account_id = $1 and mailbox_id = any($2)`,
    [id, [...kept]],
  );
  const everThere = new Set(rows.map((row) => row.id));
  assert.deepEqual(
    [...(followers[1]?.heardGone ?? [])].filter((gone) => !everThere.has(gone)),
    [],
  );
});

/** Files a message with this id in the thread of those that it refers to. */
function fileOne({ accountId, mailboxId }: MailboxRef, messageId: string, references: string[] = []): Promise<unknown> {
  const place: FilingPlace = { mailbox: { id: mailboxId }, flags: 0, keywords: [] };
  const item = { accountId, places: [place] as [FilingPlace], blobId: uuidv7(), size: 10, internalDate: new Date() };
  return transaction(pool, (tx) =>
    fileMessages(tx, [{ ...item, facts: { ...facts('Subject'), messageId, references } }]),
  );
}

/** Reads all changes in pages of one. */
async function onePerPage(type: Type, view: MailView, since: string): Promise<Changes[]> {
  const pages: Changes[] = [];
  for (let state = since, more = true; more; ) {
    const page = (await CHANGES[type](pool, view, state, 1)) as Changes;
    pages.push(page);
    [state, more] = [page.newState, page.hasMoreChanges];
  }
  return pages;
}

test('a thread reported as destroyed on one page and visible again is created on the next', async () => {
  const id = await account();
  const inbox = (await listMailboxes(pool, id)).find(({ name }) => name === 'INBOX') as MailboxRef;
  await fileOne(inbox, 'a@x');
  await fileOne(inbox, 'b@x', ['a@x']);
  await fileOne(inbox, 'other@x');
  const view = ownMail(id);
  const [thread] = [...(await read(view, 'thread')).keys()];
  const since = await changesState(pool, view);
  const deleted = { flags: Flag.Deleted, keywords: [] };
  await storeFlags(store, inbox, Uint32Array.of(1, 2, 3), { action: 'add', ...deleted });
  const first = (await threadChanges(pool, view, since, 1)) as Changes;
  assert.deepEqual([first.destroyed, first.hasMoreChanges], [[thread], true]);
  await expunge(store, inbox, { uids: Uint32Array.of(1), onlyDeleted: false });
  await storeFlags(store, inbox, Uint32Array.of(2), { action: 'remove', ...deleted });
  const others = await onePerPage('thread', view, first.newState);
  assert.ok(others.some(({ created }) => created.includes(thread as number)));
  assert.ok(others.every(({ updated }) => updated.length === 0));
});

test('mail that was hidden when the client began and is shown again later is created, even before its note is read', async () => {
  const id = await account();
  const inbox = (await listMailboxes(pool, id)).find(({ name }) => name === 'INBOX') as MailboxRef;
  await fileOne(inbox, 'other@x');
  await fileOne(inbox, 'hidden@x');
  const view = ownMail(id);
  const [other, hidden] = [...(await read(view, 'email')).keys()];
  const deleted = { flags: Flag.Deleted, keywords: [] };
  const [one, two] = [Uint32Array.of(1), Uint32Array.of(2)];
  await storeFlags(store, inbox, two, { action: 'add', ...deleted });
  const since = await changesState(pool, view);
  // Three notes of one email, as many as a page of two reads, stand before that of the other.
  for (const action of ['add', 'remove', 'add', 'remove'] as const)
    await storeFlags(store, inbox, one, { action, ...deleted });
  await storeFlags(store, inbox, two, { action: 'remove', ...deleted });
  await fileOne(inbox, 'answer@x', ['hidden@x']);
  for (const type of ['email', 'thread'] as const) {
    const first = (await CHANGES[type](pool, view, since, 2)) as Changes;
    assert.ok(first.hasMoreChanges);
    assert.deepEqual(
      [first.created.includes(hidden as number), first.updated.includes(hidden as number)],
      [true, false],
    );
  }
  assert.notEqual(other, hidden);
});

test('an email that left one of its mailboxes is updated on every page', async () => {
  const id = await account();
  const mailboxes = new Map((await listMailboxes(pool, id)).map((mailbox) => [mailbox.name, mailbox]));
  const [from, to] = [mailboxes.get('INBOX'), mailboxes.get('Archive')] as [MailboxRef, MailboxRef];
  for (const messageId of ['a@x', 'b@x', 'c@x']) await fileOne(from, messageId);
  await copyMessages(store, from, to, Uint32Array.of(1, 2, 3));
  const since = await changesState(pool, ownMail(id));
  for (const uid of [1, 2, 3]) await expunge(store, from, { uids: Uint32Array.of(uid), onlyDeleted: false });
  const pages = await onePerPage('email', ownMail(id), since);
  assert.deepEqual(
    pages.flatMap(({ created, destroyed }) => [...created, ...destroyed]),
    [],
  );
  assert.equal(new Set(pages.flatMap(({ updated }) => updated)).size, 3);
});

test('a thread newly shared is created for the reader, even on a page that ends before its older mail', async () => {
  const [id, viewer] = [await account(), await account()];
  const mailboxes = new Map((await listMailboxes(pool, id)).map((mailbox) => [mailbox.name, mailbox]));
  const [inbox, sent] = [mailboxes.get('INBOX'), mailboxes.get('Sent')] as [MailboxRef, MailboxRef];
  await shareMailbox(store, inbox, new Map([[viewer, readRights('lrw')]]), true, async () => {});
  await fileOne(sent, 'old@x');
  const [thread] = [...(await read(ownMail(id), 'thread')).keys()];
  const view = (await readSharedMail(pool, viewer, id, 'each')) as MailView;
  const since = await changesState(pool, view);
  await fileOne(inbox, 'new@x', ['old@x']);
  await fileOne(inbox, 'other@x');
  await copyMessages(store, sent, inbox, Uint32Array.of(1));
  const pages = await onePerPage('thread', view, since);
  assert.deepEqual(pages[0]?.created, [thread]);
  assert.ok(pages.length > 1);
});

test('an email created on a page and changed after it is still created for the reader', async () => {
  const [id, viewer] = [await account(), await account()];
  const mailboxes = new Map((await listMailboxes(pool, id)).map((mailbox) => [mailbox.name, mailbox]));
  const [inbox, sent] = [mailboxes.get('INBOX'), mailboxes.get('Sent')] as [MailboxRef, MailboxRef];
  await shareMailbox(store, inbox, new Map([[viewer, readRights('lrw')]]), true, async () => {});
  await fileOne(sent, 'old@x');
  const [old] = [...(await read(ownMail(id), 'email')).keys()];
  const view = (await readSharedMail(pool, viewer, id, 'each')) as MailView;
  const since = await changesState(pool, view);
  await copyMessages(store, sent, inbox, Uint32Array.of(1));
  await fileOne(inbox, 'other@x');
  await fileOne(inbox, 'another@x');
  await storeFlags(store, inbox, Uint32Array.of(1), { action: 'add', flags: Flag.Flagged, keywords: [] });
  const pages = await onePerPage('email', view, since);
  assert.ok(pages.at(-1)?.created.includes(old as number));
  assert.deepEqual(
    pages.flatMap(({ updated }) => updated),
    [],
  );
});
