import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { findMailbox, moveMessages, ownMailbox, wakeEmails } from '@postroom/mailbox';
import { isMailError } from '@postroom/types';
import { startWeb, type TestAccount } from '../../testing.ts';

// draft-ietf-extra-email-snooze-00. Here the tests wake emails up, instead of the clock.

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const { pool } = web.store;
const wake = () => wakeEmails(web.store, assert.ifError);
const PAST = '2020-01-01T08:00:00Z';
const FUTURE = '2099-01-01T08:00:00Z';

interface Sleeper {
  account: TestAccount;
  inbox: string;
  snoozed: string;
  id: string;
}

/** Makes an account with a mailbox for snoozed mail, and an email. */
async function sleeper(): Promise<Sleeper> {
  const account = await web.account();
  const { id, mailboxId } = await web.append(account, 'Subject: later\r\n\r\n');
  const create = { s: { name: 'Snoozed', role: 'snoozed' } };
  const { created } = await web.one<{ created: { s: JsonObject } }>(account, 'Mailbox/set', { create });
  return { account, inbox: mailboxId, snoozed: created.s.id as string, id };
}

async function update({ account, id }: Sleeper, patch: object): Promise<JsonObject | undefined> {
  const set = await web.one<JsonObject>(account, 'Email/set', { update: { [id]: patch } });
  return (set.notUpdated as Record<string, JsonObject> | null)?.[id];
}

async function got({ account, id }: Sleeper): Promise<JsonObject | undefined> {
  const properties = ['snoozed', 'mailboxIds', 'keywords'];
  const { list } = await web.one<{ list: JsonObject[] }>(account, 'Email/get', { ids: [id], properties });
  return list[0];
}

const snooze = (one: Sleeper, until: string, more: object = {}) =>
  update(one, { mailboxIds: { [one.snoozed]: true }, snoozed: { until, ...more } });

test('a snoozed email comes back at its time, once, however many processes look', async () => {
  const one = await sleeper();
  assert.equal(await snooze(one, FUTURE, { setKeywords: { $seen: false, New: true } }), undefined);
  assert.deepEqual(await got(one), {
    id: one.id,
    keywords: {},
    mailboxIds: { [one.snoozed]: true },
    snoozed: { until: FUTURE, moveToMailboxId: null, setKeywords: { $seen: false, new: true } },
  });
  await update(one, { 'keywords/$seen': true });
  assert.equal(await wake(), 0);
  const { state } = await web.one<{ state: string }>(one.account, 'Email/get', { ids: [] });
  assert.equal(await update(one, { snoozed: { until: PAST, setKeywords: { $seen: false, new: true } } }), undefined);
  const changes = await web.one<JsonObject>(one.account, 'Email/changes', { sinceState: state });
  assert.deepEqual(changes.updated, [one.id], 'another time is a change of the email');
  const woken = await Promise.all([wake(), wake(), wake()]);
  assert.deepEqual(woken.toSorted(), [0, 0, 1]);
  assert.deepEqual(await got(one), {
    id: one.id,
    keywords: { new: true },
    mailboxIds: { [one.inbox]: true },
    snoozed: null,
  });
  assert.equal(await wake(), 0);
});

test('a snoozed email comes back to the chosen mailbox, or to the inbox if that is gone', async () => {
  for (const isGone of [false, true]) {
    const one = await sleeper();
    const { created } = await web.one<{ created: { t: JsonObject } }>(one.account, 'Mailbox/set', {
      create: { t: { name: 'T' } },
    });
    const target = created.t.id as string;
    await snooze(one, PAST, { moveToMailboxId: target });
    if (isGone) await web.one(one.account, 'Mailbox/set', { destroy: [target] });
    assert.equal(await wake(), 1);
    assert.deepEqual((await got(one))?.mailboxIds, { [isGone ? one.inbox : target]: true });
  }
});

test('moving an email out of the snoozed mailbox ends the snooze, by JMAP and by IMAP', async () => {
  const [one, other, third] = [await sleeper(), await sleeper(), await sleeper()];
  for (const each of [one, other, third]) await snooze(each, PAST);
  await update(one, { mailboxIds: { [one.inbox]: true } });
  const { number } = other.account;
  const [from, to] = [Number(other.snoozed.slice(1)), await findMailbox(pool, number, 'Archive')];
  await moveMessages(web.store, ownMailbox(number, from), to, Uint32Array.of(1));
  await web.one(third.account, 'Email/set', { destroy: [third.id] });
  await wake();
  assert.deepEqual([(await got(one))?.snoozed, (await got(one))?.mailboxIds], [null, { [one.inbox]: true }]);
  assert.deepEqual(
    [(await got(other))?.snoozed, (await got(other))?.mailboxIds],
    [null, { [`M${to.mailboxId}`]: true }],
  );
  const { rows } = await pool.query('select 1 from snoozes');
  assert.equal(rows.length, 0);
});

test('a snoozed email without room for its keywords comes back without them', async () => {
  const one = await sleeper();
  const keywords = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, true]));
  await update(one, { keywords });
  await snooze(one, PAST, { setKeywords: { zz: true } });
  assert.equal(await wake(), 1);
  assert.deepEqual(await got(one), {
    id: one.id,
    keywords,
    mailboxIds: { [one.inbox]: true },
    snoozed: null,
  });
});

test('an email with too many copies for one change stays snoozed, and those behind it come back', async () => {
  const one = await sleeper();
  const { id } = await web.append(one.account, 'Subject: copied\r\n\r\n');
  await snooze({ ...one, id }, '2019-01-01T08:00:00Z');
  await snooze(one, PAST);
  await pool.query(
    `insert into mailbox_entries (account_id, mailbox_id, uid, message_id, modseq, flags, keywords, size, internal_date)
     select account_id, mailbox_id, uid + n, message_id, modseq, flags, keywords, size, internal_date
     from mailbox_entries, generate_series(10, 50010) n where account_id = $1 and message_id = $2`,
    [one.account.number, Number(id.slice(1))],
  );
  for (let at = 0; at < 2; at++) await wake();
  assert.deepEqual((await got(one))?.mailboxIds, { [one.inbox]: true });
  const { rows } = await pool.query('select 1 from snoozes where account_id = $1', [one.account.number]);
  assert.equal(rows.length, 0);
});

test('an account with very many snoozed emails, or one that fails, does not hold up others', async () => {
  const [crowd, broken, other] = [await sleeper(), await sleeper(), await sleeper()];
  await pool.query(
    `insert into snoozes (account_id, message_id, mailbox_id, until, set_keywords)
     select $1, 1000 + n, $2, '2019-01-01', '{}' from generate_series(1, 600) n`,
    [crowd.account.number, Number(crowd.snoozed.slice(1))],
  );
  for (const each of [broken, other]) await snooze(each, PAST);
  await pool.query('delete from account_state where account_id = $1', [broken.account.number]);
  const failed: [number, boolean][] = [];
  await wakeEmails(web.store, (error, accountId) => failed.push([accountId, isMailError(error, 'not-found')]));
  assert.deepEqual((await got(other))?.mailboxIds, { [other.inbox]: true });
  assert.deepEqual(failed, [[broken.account.number, true]]);
});

test('invalid snooze properties are refused', async () => {
  const one = await sleeper();
  const wrong = [
    ...[
      { until: 'soon' },
      {},
      { until: PAST, moveToMailboxId: 'M99999x' },
      { until: PAST, setKeywords: { 'a b': true } },
    ],
    ...[{ until: PAST, setKeywords: { a: 1 } }, { until: PAST, colour: 'red' }, 7, []],
  ];
  for (const snoozed of wrong) {
    const refused = await update(one, { mailboxIds: { [one.snoozed]: true }, snoozed });
    assert.match(String(refused?.type), /^invalid/, JSON.stringify(snoozed));
  }
  assert.deepEqual((await update(one, { snoozed: { until: PAST } }))?.properties, ['snoozed']);
  assert.equal((await update(one, { 'snoozed/until': PAST }))?.type, 'invalidPatch');
  assert.equal(await update(one, { snoozed: null }), undefined);
  assert.deepEqual((await got(one))?.mailboxIds, { [one.inbox]: true });
});
