import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  copyMessages,
  createFilter,
  expunge,
  findMailbox,
  learnFromMoves,
  listMailboxes,
  moveMessages,
  ownMailbox,
  storeFlags,
} from '@postroom/mailbox';
import { corpus, type Labelled } from '../../../packages/filter/corpus.testing.ts';
import type { WorkerContext } from '../context.ts';
import { acceptMail, rowsOf } from '../remote/testing.ts';
import { fileBatch } from './file-batch.ts';
import { type Filing, openFiling } from './testing.ts';

let bench: Filing;
let context: WorkerContext;
let alice: number;
let bob: number;
let carol: number;
let mallory: number;

before(async () => {
  bench = await openFiling(['alice', 'bob', 'carol', 'mallory'].map((name) => `${name}@postroom.test`));
  [alice, bob, carol, mallory] = bench.accounts as [number, number, number, number];
  context = worker('shared');
});
after(() => bench[Symbol.asyncDispose]());

function worker(mode: 'own' | 'shared'): WorkerContext {
  return {
    ...bench.context,
    spamMailbox: 'junk',
    filter: createFilter(bench.pool, { shares: mode === 'shared' }),
    filterScore: 0.99,
  };
}

/** Learns from moves; fails the test if an account cannot be learned from. */
const learn = (): Promise<number> =>
  learnFromMoves(bench.pool, { shares: true, onError: (error) => assert.fail(String(error)) });

interface Brought {
  readonly to?: number;
  readonly trusted?: boolean;
  readonly by?: WorkerContext;
}

/** Brings a mail from elsewhere; returns its row, which tells where it was filed. */
async function bring({ subject, from, text }: Labelled, { to = alice, trusted = false, by = context }: Brought = {}) {
  const type = 'Content-Type: text/plain; charset=utf-8';
  const word = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
  const raw = `From: ${from}\r\nSubject: ${word}\r\n${type}\r\n\r\n${text}\r\n`;
  const junk = trusted ? false : null;
  const recipient = { recipient: 'x@postroom.test', accountId: to, destination: null, junk };
  const { mailId, ids } = await acceptMail(bench.pool, [recipient], { raw, source: 'mx' });
  await fileBatch(by, ids);
  const [row] = await rowsOf(bench.pool, mailId);
  assert.equal(row?.state, 'delivered');
  const { rows } = await bench.pool.query<{ name: string; special_use: string | null; uid: number }>(
    `select b.name, b.special_use, d.uid from deliveries d
     join mailboxes b on b.account_id = d.account_id and b.id = d.mailbox_id where d.mail_id = $1`,
    [mailId],
  );
  assert.ok(rows[0]);
  return { ...rows[0], mailId };
}

async function refs(accountId: number) {
  const all = await listMailboxes(bench.pool, accountId);
  const of = (use: string) => all.find(({ specialUse }) => specialUse === use)?.mailboxId ?? assert.fail(use);
  const inbox = await findMailbox(bench.pool, accountId, 'INBOX');
  return {
    inbox: ownMailbox(accountId, inbox.mailboxId),
    junk: ownMailbox(accountId, of('\\Junk')),
    trash: ownMailbox(accountId, of('\\Trash')),
  };
}

async function learned(accountId: number): Promise<{ spam: number; ham: number }> {
  const { rows } = await bench.pool.query<{ spam: number; ham: number }>(
    'select spam, ham from filter_states where account_id = $1',
    [accountId],
  );
  return rows[0] ?? { spam: 0, ham: 0 };
}

const messages = corpus(320, 77);
const fresh = corpus(96, 78);

test('mail moved into Junk, also by COPY and expunge, is learned as spam, and mail read and kept as ham', async () => {
  const { inbox, junk, trash } = await refs(alice);
  const spam: number[] = [];
  const ham: number[] = [];
  for (const message of messages.slice(0, 96)) {
    const { name, uid } = await bring(message);
    assert.equal(name, 'INBOX', 'nothing is known yet');
    (message.isSpam ? spam : ham).push(uid);
  }
  await storeFlags(bench.context.store, inbox, Uint32Array.from(ham), { action: 'add', flags: 1, keywords: [] });
  const half = spam.length >> 1;
  await moveMessages(bench.context.store, inbox, junk, Uint32Array.from(spam.slice(0, half)));
  await copyMessages(bench.context.store, inbox, junk, Uint32Array.from(spam.slice(half)));
  await expunge(bench.context.store, inbox, { uids: Uint32Array.from(spam.slice(half)), onlyDeleted: false });
  await moveMessages(bench.context.store, inbox, trash, Uint32Array.from(ham.slice(0, 2)));
  assert.equal(await learn(), spam.length + ham.length - 2);
  assert.deepEqual(await learned(alice), { spam: spam.length, ham: ham.length - 2 });
  assert.equal(await learn(), 0, 'once');
});

test('learned spam then goes to Junk with its score in the trace, and other mail to INBOX', async () => {
  const said = { spam: 0, found: 0, wrong: 0 };
  for (const message of fresh) {
    const { special_use: use, mailId } = await bring(message);
    const isJunk = use === '\\Junk';
    if (message.isSpam) said.spam += 1;
    if (isJunk && message.isSpam) said.found += 1;
    if (isJunk && !message.isSpam) said.wrong += 1;
    const { rows } = await bench.pool.query(
      "select detail from delivery_events where mail_id = $1 and kind = 'filtered'",
      [mailId],
    );
    assert.equal(rows.length, isJunk ? 1 : 0);
  }
  assert.ok(said.found / said.spam > 0.7, JSON.stringify(said));
  assert.ok(said.wrong <= 2, JSON.stringify(said));
  assert.equal(await learn(), 0, 'the filter does not learn from itself');
});

test('trusted senders bypass the filter; lessons of several accounts help others unless each learns alone', async () => {
  const sure = await surelySpam();
  assert.equal((await bring(sure, { trusted: true })).name, 'INBOX');
  assert.equal((await bring(sure, { to: bob })).name, 'INBOX', 'one alone decides for nobody');
  await teach(carol, messages.slice(96, 192));
  assert.equal((await bring(sure, { to: bob, by: worker('shared') })).special_use, '\\Junk');
  assert.equal((await bring(sure, { to: bob, by: worker('own') })).name, 'INBOX');
});

/** Makes an account move spam into Junk and read the other mails. */
async function teach(account: number, mails: readonly Labelled[]): Promise<void> {
  const { inbox, junk } = await refs(account);
  const spam: number[] = [];
  const ham: number[] = [];
  for (const mail of mails) (mail.isSpam ? spam : ham).push((await bring(mail, { to: account, trusted: true })).uid);
  const { store } = bench.context;
  await storeFlags(store, inbox, Uint32Array.from(ham), { action: 'add', flags: 1, keywords: [] });
  await moveMessages(store, inbox, junk, Uint32Array.from(spam));
  await learn();
}

test('an account that reports good mail as spam, or invents endless words, cannot make it spam for others', async () => {
  const good = fresh.filter(({ isSpam }) => !isSpam).slice(0, 5);
  const judged = async (mails: readonly Labelled[]) => {
    const found = [];
    for (const mail of mails) found.push((await bring(mail, { to: bob, by: worker('shared') })).name);
    return found;
  };
  const before = await judged(good);
  assert.deepEqual([...new Set(before)], ['INBOX']);
  const sure = await surelySpam();
  const attack = [
    ...Array.from({ length: 40 }, (_, at) => ({ ...(good[at % good.length] as Labelled), isSpam: true })),
    ...Array.from({ length: 20 }, () => ({ ...sure, isSpam: false })),
    ...Array.from({ length: 4 }, (_, at) => ({
      ...sure,
      isSpam: true,
      subject: 'words',
      text: Array.from({ length: 400 }, (_, word) => `made${at}x${word}`).join(' '),
    })),
  ];
  await teach(mallory, attack);
  assert.deepEqual(await judged(good), before);
  const { rows } = await bench.pool.query<{ balance: number }>(
    'select shared_balance as balance from filter_states where account_id = $1',
    [mallory],
  );
  assert.ok(Math.abs(rows[0]?.balance ?? 99) <= 10, 'of one kind as much as of the other');
});

async function surelySpam(): Promise<Labelled> {
  for (const message of fresh.filter(({ isSpam }) => isSpam)) {
    if ((await bring(message)).special_use === '\\Junk') return message;
  }
  return assert.fail('nothing is taken for spam');
}

test('a message moved out of Junk is unlearned, and one deleted there is not', async () => {
  const { inbox, junk, trash } = await refs(alice);
  const before = await learned(alice);
  const { rows } = await bench.pool.query<{ uid: number }>(
    `select uid from mailbox_entries e join filter_lessons l using (account_id, message_id)
     where account_id = $1 and mailbox_id = $2 and l.is_spam order by uid limit 3`,
    [alice, junk.mailboxId],
  );
  const [one, two, three] = rows.map(({ uid }) => uid) as [number, number, number];
  await moveMessages(bench.context.store, junk, inbox, Uint32Array.of(one, two));
  await moveMessages(bench.context.store, junk, trash, Uint32Array.of(three));
  assert.equal(await learn(), 2);
  assert.deepEqual(await learned(alice), { spam: before.spam - 2, ham: before.ham + 2 });
});

test('a message that is in Junk several times, or returns there, counts as one lesson', async () => {
  const { inbox, junk } = await refs(bob);
  const before = await learned(bob);
  const store = bench.context.store;
  const put = async (message: Labelled) => Uint32Array.of((await bring(message, { to: bob, trusted: true })).uid);
  const twice = await put(messages.at(-1) as Labelled);
  await copyMessages(store, inbox, junk, twice);
  await copyMessages(store, inbox, junk, twice);
  await moveMessages(store, inbox, junk, twice);
  const back = await put(messages.at(-2) as Labelled);
  await copyMessages(store, inbox, junk, back);
  const { rows } = await bench.pool.query<{ uid: number }>(
    'select max(uid)::int as uid from mailbox_entries where account_id = $1 and mailbox_id = $2',
    [bob, junk.mailboxId],
  );
  await moveMessages(store, junk, inbox, Uint32Array.of(rows[0]?.uid as number));
  await moveMessages(store, inbox, junk, back);
  await learn();
  assert.equal((await learned(bob)).spam, before.spam + 2);
});

test('an account whose learning fails does not block others, and is tried again later', async () => {
  for (const account of [alice, bob]) {
    const { inbox, junk } = await refs(account);
    const { rows } = await bench.pool.query<{ uid: number }>(
      `select uid from mailbox_entries e where account_id = $1 and mailbox_id = $2 and not exists (
         select 1 from filter_lessons l where l.account_id = e.account_id and l.message_id = e.message_id and l.is_spam) limit 1`,
      [account, inbox.mailboxId],
    );
    await moveMessages(bench.context.store, inbox, junk, Uint32Array.of(rows[0]?.uid as number));
  }
  await bench.pool.query(
    `create function refuse_lesson() returns trigger language plpgsql as $$ begin
       if new.account_id = ${alice} then raise 'not hers'; end if;
       return new;
     end $$;
     create trigger refuse_lesson before insert on filter_lessons for each row execute function refuse_lesson()`,
  );
  const failed: number[] = [];
  const onError = (_: unknown, accountId: number) => void failed.push(accountId);
  const taught = await learnFromMoves(bench.pool, { shares: true, onError });
  assert.ok(taught > 0, `${taught}`);
  assert.deepEqual(failed, [alice]);
  await bench.pool.query('drop trigger refuse_lesson on filter_lessons');
  assert.ok((await learn()) > 0);
});

test('the cost of the statistical filter per mail is reported', async (t) => {
  const filter = createFilter(bench.pool, { shares: true });
  const facts = messages.map(({ subject, from, text }) => ({
    accountId: alice,
    facts: { searchSubject: subject, searchFrom: from, searchText: text.repeat(8) },
  }));
  await filter.scores(facts.slice(0, 1));
  const began = performance.now();
  const cpu = process.cpuUsage();
  for (let at = 0; at < facts.length; at += 20) await filter.scores(facts.slice(at, at + 20));
  const { user, system } = process.cpuUsage(cpu);
  const each = (value: number) => (value / facts.length).toFixed(3);
  t.diagnostic(
    `a mail, of twenty at once: ${each(performance.now() - began)} ms, ${each((user + system) / 1000)} ms CPU here`,
  );
  assert.equal((await filter.scores(facts)).length, facts.length);
});
