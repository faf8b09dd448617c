import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Flag, isMailError } from '@postroom/types';
import {
  changeEmails,
  changesState,
  copyMessages,
  createMailbox,
  type Email,
  emailChanges,
  expunge,
  findMailbox,
  listMailboxes,
  openMailbox,
  ownMail,
  readEmails,
  storeFlags,
} from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';

const { pool, store, account, append, entries, setQuota } = await openMailboxFixture();

async function read(accountId: number, ...ids: number[]): Promise<Email[]> {
  return (await Array.fromAsync(readEmails(pool, ownMail(accountId), ids))).flat();
}

/** Creates an account with one message in INBOX. Returns also the id of its email. */
async function withOne(flags = 0, keywords: string[] = []) {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'one', flags, keywords);
  const [entry] = await entries(inbox);
  return { id, inbox, email: entry?.messageId as number };
}

/** Checks that the counters match the entries. */
async function assertCounted(accountId: number): Promise<void> {
  let bytes = 0;
  for (const mailbox of await listMailboxes(pool, accountId)) {
    const all = await entries(mailbox);
    const count = (is: (flags: number) => boolean) => all.filter(({ flags }) => is(flags)).length;
    const size = all.reduce((sum, entry) => sum + entry.size, 0);
    assert.deepEqual(
      [mailbox.messageCount, mailbox.unseenCount, mailbox.deletedCount, mailbox.sizeBytes],
      [all.length, count((flags) => !(flags & Flag.Seen)), count((flags) => Boolean(flags & Flag.Deleted)), size],
      mailbox.name,
    );
    bytes += size;
  }
  const { rows } = await pool.query('select used_bytes from account_state where account_id = $1', [accountId]);
  assert.equal(rows[0].used_bytes, bytes);
}

test("keywords are set in all mailboxes, in each one's spelling, with one modseq", async () => {
  const { id, inbox, email } = await withOne(0, ['Work']);
  const sent = await findMailbox(pool, id, 'Sent');
  await copyMessages(store, inbox, sent, Uint32Array.of(1));
  const since = await changesState(pool, ownMail(id));
  const keywords = { add: ['$seen', 'work', 'new'], remove: [] };
  assert.equal((await changeEmails(store, ownMail(id), { update: [{ id: email, keywords }], destroy: [] })).size, 0);
  for (const mailbox of [inbox, sent]) {
    const [entry] = await entries(mailbox);
    assert.deepEqual([entry?.flags, entry?.keywords], [Flag.Seen, ['Work', 'new']]);
  }
  const [one, other] = [(await entries(inbox))[0], (await entries(sent))[0]];
  assert.equal(one?.modseq, other?.modseq);
  assert.deepEqual((await read(id, email))[0]?.keywords, ['$seen', 'new', 'work']);
  assert.deepEqual((await emailChanges(pool, ownMail(id), since, 100))?.updated, [email]);
  await changeEmails(store, ownMail(id), { update: [{ id: email, keywords: { replace: ['$flagged'] } }], destroy: [] });
  assert.deepEqual((await read(id, email))[0]?.keywords, ['$flagged']);
  await assertCounted(id);
});

test('setting what is already set is not a change', async () => {
  const { id, email } = await withOne(Flag.Seen);
  const before = await changesState(pool, ownMail(id));
  await changeEmails(store, ownMail(id), {
    update: [{ id: email, keywords: { add: ['$SEEN'.toLowerCase()], remove: ['x'] } }],
    destroy: [],
  });
  assert.equal(await changesState(pool, ownMail(id)), before);
});

test('an email can be moved, be in two mailboxes, and be removed from one', async () => {
  const { id, inbox, email } = await withOne(Flag.Seen, ['Work']);
  const [archive, trash] = [await findMailbox(pool, id, 'Archive'), await findMailbox(pool, id, 'Trash')];
  const move = (mailboxIds: object) =>
    changeEmails(store, ownMail(id), { update: [{ id: email, mailboxIds: mailboxIds as never }], destroy: [] });
  await move({ replace: [archive.mailboxId] });
  assert.deepEqual((await read(id, email))[0]?.mailboxIds, [archive.mailboxId]);
  const [moved] = await entries(archive);
  assert.deepEqual([moved?.flags, moved?.keywords], [Flag.Seen, ['Work']]);
  assert.equal((await openMailbox(pool, inbox, { claimRecent: false })).uids.length, 0);
  await move({ add: [trash.mailboxId], remove: [] });
  assert.equal((await read(id, email))[0]?.mailboxIds.length, 2);
  await move({ add: [], remove: [archive.mailboxId] });
  assert.deepEqual((await read(id, email))[0]?.mailboxIds, [trash.mailboxId]);
  await assertCounted(id);
});

test('each change that fails is reported, and the others are made', async () => {
  const { id, inbox, email } = await withOne();
  await append(inbox, 'two');
  const two = (await entries(inbox))[1]?.messageId as number;
  const many = Array.from({ length: 200 }, (_, n) => `k${n}`);
  const refused = await changeEmails(store, ownMail(id), {
    update: [
      { id: email, mailboxIds: { replace: [] } },
      { id: 999_999, keywords: { add: ['$seen'], remove: [] } },
      { id: two, keywords: { add: many, remove: [] } },
    ],
    destroy: [888_888],
  });
  const codes = new Map([...refused].map(([key, error]) => [key, error.code]));
  assert.deepEqual(
    codes,
    new Map<number, string>([
      [email, 'invalid'],
      [999_999, 'not-found'],
      [two, 'limit-reached'],
      [888_888, 'not-found'],
    ]),
  );
  const nowhere = await changeEmails(store, ownMail(id), {
    update: [{ id: email, mailboxIds: { add: [12_345], remove: [] } }],
    destroy: [two],
  });
  assert.deepEqual(
    [...nowhere.values()].map(({ code }) => code),
    ['mailbox-not-found'],
  );
  assert.deepEqual(
    (await read(id, email, two)).map((each) => each.id),
    [email],
  );
  await assertCounted(id);
});

test('a copy needs quota, and a move does not', async () => {
  const { id, email } = await withOne();
  const archive = await findMailbox(pool, id, 'Archive');
  await setQuota(id, 10);
  const copied = await changeEmails(store, ownMail(id), {
    update: [{ id: email, mailboxIds: { add: [archive.mailboxId], remove: [] } }],
    destroy: [],
  });
  assert.ok(isMailError(copied.get(email), 'over-quota'));
  const moved = await changeEmails(store, ownMail(id), {
    update: [{ id: email, mailboxIds: { replace: [archive.mailboxId] } }],
    destroy: [],
  });
  assert.equal(moved.size, 0);
  await assertCounted(id);
});

test('one call copies between few mailboxes only, and within the message limit of the account', async () => {
  const { id, email } = await withOne();
  for (let n = 0; n < 101; n++) await createMailbox(store, id, `m${n}`);
  const made = (await listMailboxes(pool, id)).filter(({ name }) => name.startsWith('m'));
  const add = made.map(({ mailboxId }) => mailboxId);
  const copyTo = async (to: number[], maxMessages = 1_000) => {
    const update = [{ id: email, mailboxIds: { add: to, remove: [] } }];
    return (await changeEmails({ ...store, maxMessages }, ownMail(id), { update, destroy: [] })).get(email);
  };
  assert.ok(isMailError(await copyTo(add), 'limit-reached'));
  assert.equal((await read(id, email))[0]?.mailboxIds.length, 1);
  assert.ok(isMailError(await copyTo(add.slice(2), 99), 'limit-reached'));
  const archive = await findMailbox(pool, id, 'Archive');
  await append(archive, 'two');
  const archived = (await entries(archive))[0]?.messageId as number;
  const both = [email, archived].map((each) => ({ id: each, mailboxIds: { add: add.slice(0, 51), remove: [] } }));
  const refused = await changeEmails(store, ownMail(id), { update: both, destroy: [] });
  assert.deepEqual([...refused.keys()], [archived], 'together they are copied between 102 pairs');
  assert.equal(await copyTo(add.slice(0, 99), 101), undefined);
  assert.equal((await read(id, email))[0]?.mailboxIds.length, 100);
  await assertCounted(id);
});

test('emails of another account cannot be changed', async () => {
  const { id, email } = await withOne();
  const other = await account();
  const refused = await changeEmails(store, ownMail(other), {
    update: [{ id: email, keywords: { add: ['$seen'], remove: [] } }],
    destroy: [email],
  });
  assert.ok(isMailError(refused.get(email), 'not-found'));
  assert.deepEqual((await read(id, email))[0]?.keywords, []);
});

test('after thousands of changes by IMAP and JMAP counters are right and followers up to date', async () => {
  const id = await account();
  const places = ['INBOX', 'Archive', 'Sent', 'Trash'];
  for (const name of ['A', 'A/B']) await createMailbox(store, id, name);
  const boxes = await Promise.all(places.map((name) => findMailbox(pool, id, name)));
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const known = new Map<number, string>();
  let state = await changesState(pool, ownMail(id));
  const shown = (email: Email): string => JSON.stringify([[...email.mailboxIds].sort(), [...email.keywords].sort()]);
  const follow = async (): Promise<void> => {
    for (let more = true; more; ) {
      const changes = await emailChanges(pool, ownMail(id), state, 20);
      assert.ok(changes);
      for (const gone of changes.destroyed) known.delete(gone);
      const read = await Array.fromAsync(readEmails(pool, ownMail(id), [...changes.created, ...changes.updated]));
      for (const gone of [...changes.created, ...changes.updated]) known.delete(gone);
      for (const email of read.flat()) known.set(email.id, shown(email));
      [state, more] = [changes.newState, changes.hasMoreChanges];
    }
  };
  for (let step = 0; step < 700; step++) {
    const box = pick(boxes);
    const ids = [...known.keys()];
    const some = Array.from({ length: 1 + random(3) }, () => pick(ids)).filter((each) => each !== undefined);
    const uids = (await openMailbox(pool, box, { claimRecent: false })).uids;
    const uid = Uint32Array.of(uids.length > 0 ? pick([...uids]) : 1);
    const edits = [
      () => append(box, `s${step}`, pick([0, Flag.Seen, Flag.Flagged])),
      () =>
        storeFlags(store, box, uid, {
          action: pick(['add', 'remove']),
          flags: pick([Flag.Seen, Flag.Deleted]),
          keywords: [],
        }),
      () => copyMessages(store, box, pick(boxes), uid),
      () => expunge(store, box, { uids: uid, onlyDeleted: true }),
      () =>
        changeEmails(store, ownMail(id), {
          update: [...new Set(some)].map((each) => ({
            id: each,
            keywords: { add: [pick(['$seen', 'work', '$flagged'])], remove: [pick(['$seen', 'x'])] },
          })),
          destroy: [],
        }),
      () =>
        changeEmails(store, ownMail(id), {
          update: [...new Set(some)].map((each) => ({
            id: each,
            mailboxIds: { add: [pick(boxes).mailboxId], remove: [pick(boxes).mailboxId] },
          })),
          destroy: [],
        }),
      () => changeEmails(store, ownMail(id), { update: [], destroy: some.slice(0, random(4) === 0 ? 1 : 0) }),
    ];
    await pick(edits)();
    if (random(5) === 0) await follow();
  }
  await follow();
  const { rows } = await pool.query<{ id: number }>('select id from messages where account_id = $1', [id]);
  const all = (
    await Array.fromAsync(
      readEmails(
        pool,
        ownMail(id),
        rows.map((row) => row.id),
      ),
    )
  ).flat();
  assert.ok(all.length > 20, `${all.length} emails are left`);
  assert.deepEqual(
    new Map([...known].sort(([a], [b]) => a - b)),
    new Map(all.map((email) => [email.id, shown(email)] as const).sort(([a], [b]) => a - b)),
  );
  await assertCounted(id);
});
