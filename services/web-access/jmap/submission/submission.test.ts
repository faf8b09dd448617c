import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { putAlias, setStatus } from '@postroom/directory';
import type { JsonObject } from '@postroom/jmap';
import { claimRemote, markDeferred, markFailed, markRelayed } from '@postroom/transit';
import { startWeb, type TestAccount } from '../../testing.ts';

// RFC 8621 7. No worker delivers here: the tests do its work.

const web = await startWeb({ MAX_RECIPIENTS: 100 });
after(() => web[Symbol.asyncDispose]());
const { pool } = web.store;

interface SetAnswer {
  created: Record<string, JsonObject> | null;
  notCreated: Record<string, JsonObject & { type: string }> | null;
  notUpdated: Record<string, { type: string }> | null;
  destroyed: string[] | null;
}

const LETTER = 'Subject: hi\r\nTo: Bob <bob@far.test>, carol@far.test\r\nBcc: dave@far.test, bob@far.test\r\n';

async function draft(account: TestAccount, header = `From: ${account.address}\r\n${LETTER}`): Promise<string> {
  return (await web.append(account, `${header}\r\nbody\r\n`, { mailbox: 'Drafts', keywords: ['$draft'] })).id;
}

async function submit(account: TestAccount, emailId: string, more: object = {}): Promise<SetAnswer> {
  return web.one(account, 'EmailSubmission/set', { create: { s: { identityId: 'I1', emailId, ...more } } });
}

async function refusal(account: TestAccount, emailId: string, more: object = {}): Promise<JsonObject | undefined> {
  const answer = await submit(account, emailId, more);
  assert.equal(answer.created, null);
  const { rows } = await pool.query('select 1 from email_submissions where account_id = $1', [account.number]);
  assert.equal(rows.length, 0, 'what was refused is noted nowhere');
  return answer.notCreated?.s;
}

interface Sent {
  raw: string;
  reverse_path: string;
  protocol: string;
  recipients: string[];
  next: Date;
  release_at: Date | null;
}

async function sentBy(account: TestAccount): Promise<Sent[]> {
  const { rows } = await pool.query<Sent & Record<string, unknown>>(
    `select convert_from(b.header || coalesce(b.body, ''), 'latin1') as raw, m.reverse_path, m.protocol, m.release_at,
       array_agg(d.recipient order by d.id) as recipients, min(d.next_attempt_at) as next
     from accepted_mails m join blobs b on b.id = m.blob_id join deliveries d on d.mail_id = m.id
     where m.account_id = $1 group by b.id, m.id order by m.id`,
    [account.number],
  );
  return rows;
}

async function get(account: TestAccount, id: unknown): Promise<JsonObject> {
  const { list } = await web.one<{ list: JsonObject[] }>(account, 'EmailSubmission/get', { ids: [id] });
  assert.ok(list[0]);
  return list[0];
}

/** Returns the objects that a /set created. */
function made(response: readonly [string, JsonObject, string] | undefined): Record<string, JsonObject> {
  return (response?.[1].created ?? {}) as Record<string, JsonObject>;
}

const envelopeTo = (account: TestAccount, ...addresses: string[]) => ({
  envelope: { mailFrom: { email: account.address }, rcptTo: addresses.map((email) => ({ email })) },
});

test('a draft is sent once to each recipient without its Bcc, and moved in the same request', async () => {
  const alice = await web.account();
  const emailId = await draft(alice);
  const [first, second] = await web.call(alice, [
    'EmailSubmission/set',
    {
      create: { s: { identityId: 'I1', emailId } },
      onSuccessUpdateEmail: { '#s': { 'keywords/$draft': null, 'keywords/$seen': true } },
    },
  ]);
  const { id, undoStatus, envelope, threadId } = made(first).s ?? {};
  assert.deepEqual([undoStatus, threadId], ['final', emailId.replace('E', 'T')]);
  const rcptTo = ['bob@far.test', 'carol@far.test', 'dave@far.test'].map((email) => ({ email, parameters: null }));
  assert.deepEqual(envelope, { mailFrom: { email: alice.address, parameters: null }, rcptTo });
  assert.deepEqual([second?.[0], second?.[2]], ['Email/set', first?.[2]]);
  assert.deepEqual(second?.[1].updated, { [emailId]: null });
  const [mail] = await sentBy(alice);
  assert.deepEqual([mail?.recipients, mail?.reverse_path], [rcptTo.map(({ email }) => email), alice.address]);
  assert.match(
    mail?.raw ?? '',
    /^Return-Path: <user\d+@postroom\.test>\r\nReceived: by mail\.postroom\.test \(Postroom\) with HTTP\r\n/,
  );
  assert.match(mail?.raw ?? '', /\r\nMessage-ID: <.*\r\nFrom: /s);
  assert.doesNotMatch(mail?.raw ?? '', /dave|127\.0\.0\.1/);
  const { deliveryStatus } = await get(alice, id);
  const queued = { smtpReply: '250 2.1.5 Queued', delivered: 'queued', displayed: 'unknown' };
  assert.deepEqual(deliveryStatus, { 'bob@far.test': queued, 'carol@far.test': queued, 'dave@far.test': queued });
});

test('an email that is created, sent and destroyed in one request is delivered', async () => {
  const alice = await web.account();
  const { list } = await web.one<{ list: JsonObject[] }>(alice, 'Mailbox/get', { properties: ['role'] });
  const drafts = list.find(({ role }) => role === 'drafts')?.id as string;
  const email = {
    mailboxIds: { [drafts]: true },
    keywords: { $draft: true },
    from: [{ email: alice.address }],
    to: [{ email: 'bob@far.test' }],
    subject: 'made',
    textBody: [{ partId: '1', type: 'text/plain' }],
    bodyValues: { 1: { value: 'Grüße' } },
  };
  const responses = await web.call(
    alice,
    ['Email/set', { create: { e: email } }],
    ['EmailSubmission/set', { create: { s: { identityId: 'I1', emailId: '#e' } }, onSuccessDestroyEmail: ['#s'] }],
  );
  assert.deepEqual(
    responses.map(([name]) => name),
    ['Email/set', 'EmailSubmission/set', 'Email/set'],
  );
  const { id } = made(responses[0]).e ?? {};
  assert.deepEqual(responses[2]?.[1].destroyed, [id]);
  assert.match((await sentBy(alice))[0]?.raw ?? '', /Subject: made/);
});

test('a scheduled mail can be cancelled until the last moment and is then not sent', async () => {
  const alice = await web.account();
  const emailId = await draft(alice);
  const holding = (parameters: object) => ({
    envelope: { mailFrom: { email: alice.address, parameters }, rcptTo: [{ email: 'bob@held.test' }] },
  });
  const { created } = await submit(alice, emailId, holding({ HoldFor: '10' }));
  const { id, undoStatus, sendAt } = created?.s ?? {};
  assert.equal(undoStatus, 'pending');
  const [mail] = await sentBy(alice);
  assert.ok(mail && mail.next.getTime() > Date.parse(sendAt as string) + 1_000, 'the server holds it a little longer');
  assert.equal((await get(alice, id)).undoStatus, 'pending');
  assert.deepEqual(await claimRemote(pool, 'held.test', { limit: 10, leaseMs: 1_000 }), []);

  const cancel = { update: { [id as string]: { undoStatus: 'canceled' } } };
  assert.deepEqual((await web.one<JsonObject>(alice, 'EmailSubmission/set', cancel)).updated, { [id as string]: null });
  const after = await get(alice, id);
  assert.equal(after.undoStatus, 'canceled');
  assert.deepEqual(after.deliveryStatus, {
    'bob@held.test': { smtpReply: '550 5.7.1 Taken back', delivered: 'no', displayed: 'unknown' },
  });
  assert.equal((await web.one<SetAnswer>(alice, 'EmailSubmission/set', cancel)).notUpdated, null);

  const nextMonth = `${new Date(Date.now() + 30 * 24 * 3_600_000).toISOString().slice(0, 19)}Z`;
  const later = await submit(alice, emailId, holding({ HOLDUNTIL: nextMonth }));
  assert.equal(later.created?.s?.sendAt, nextMonth);
  const past = await submit(alice, emailId, holding({ HOLDUNTIL: '2020-01-01T08:00:00Z' }));
  assert.equal(past.created?.s?.undoStatus, 'final');
  for (const wrong of [
    { HOLDFOR: '-1' },
    { HOLDFOR: null },
    { HOLDFOR: '99999999' },
    { HOLDUNTIL: 'soon' },
    { HOLDFOR: '1', HOLDUNTIL: nextMonth },
    { X: '1' },
  ]) {
    const answer = await submit(alice, emailId, holding(wrong));
    assert.equal(answer.notCreated?.s?.type, 'invalidProperties', JSON.stringify(wrong));
  }
});

test('scheduled mail is limited in number and size, and kept however much is sent afterwards', async () => {
  const alice = await web.account();
  const emailId = await draft(alice);
  const parameters = { HOLDFOR: '100000' };
  const held = {
    envelope: { mailFrom: { email: alice.address, parameters }, rcptTo: [{ email: 'bob@held.test' }] },
  };
  const first = (await submit(alice, emailId, held)).created?.s?.id as string;
  const large = await draft(alice, `${LETTER}${'x'.repeat(98)}\r\n`.padEnd(100_000, `${'x'.repeat(98)}\r\n`));
  assert.equal((await submit(alice, large, held)).notCreated?.s?.type, 'overQuota');
  for (let n = 0; n < 2; n++) assert.ok((await submit(alice, emailId, held)).created);
  assert.equal((await submit(alice, emailId, held)).notCreated?.s?.type, 'overQuota');
  await web.one(alice, 'EmailSubmission/set', { update: { [first]: { undoStatus: 'canceled' } } });
  const waiting = (await submit(alice, emailId, held)).created?.s?.id as string;
  await pool.query(
    `insert into email_submissions (account_id, id, modseq, created_modseq, mail_id, identity_id, email_id, thread_id, envelope, send_at)
     select account_id, id + n, modseq, created_modseq, gen_random_uuid(), identity_id, email_id, thread_id, envelope, now()
     from email_submissions, generate_series(1, 1000) n where account_id = $1 and id = $2`,
    [alice.number, Number(waiting.slice(1))],
  );
  await pool.query('update sending_state set next_id = next_id + 1000 where account_id = $1', [alice.number]);
  await submit(alice, emailId);
  assert.equal((await get(alice, waiting)).undoStatus, 'pending');
});

test('the delivery status is reported step by step, and a mail under way cannot be cancelled', async () => {
  const alice = await web.account();
  const emailId = await draft(alice);
  const to = ['a@step.test', 'b@step.test', 'c@step.test'];
  const { created } = await submit(alice, emailId, envelopeTo(alice, ...to));
  const id = created?.s?.id as string;
  const before = await web.one<{ state: string }>(alice, 'EmailSubmission/get', { ids: [] });
  const claimed = await claimRemote(pool, 'step.test', { limit: 10, leaseMs: 1_000 });
  const [a, b] = ['a', 'b'].map((name) => claimed.find(({ recipient }) => recipient.startsWith(name))?.id ?? '');
  await markRelayed(pool, [{ id: a ?? '', host: 'mx.step.test', reply: '250 2.0.0 taken as 7' }]);
  await markFailed(pool, [{ id: b ?? '', host: '', reply: '5.1.2 no such domain' }]);
  const status = (await get(alice, id)).deliveryStatus as Record<string, JsonObject>;
  assert.deepEqual(
    to.map((address) => [status[address]?.smtpReply, status[address]?.delivered]),
    [
      ['250 2.0.0 taken as 7', 'unknown'],
      ['550 5.1.2 no such domain', 'no'],
      ['250 2.1.5 Queued', 'queued'],
    ],
  );
  const c = claimed.find(({ recipient }) => recipient.startsWith('c'))?.id ?? '';
  const nextAttemptAt = new Date(Date.now() + 600_000);
  await markDeferred(pool, [{ id: c, host: 'mx.step.test', reply: '451 4.3.2 busy', nextAttemptAt }]);
  const times = (await get(alice, id)).deliveryTimes as Record<string, JsonObject>;
  assert.deepEqual(
    to.map((address) => [times[address]?.at !== null, times[address]?.nextTryAt]),
    [
      [true, null],
      [true, null],
      [false, `${nextAttemptAt.toISOString().slice(0, 19)}Z`],
    ],
    'since when it is so, and when the one that waits is tried again',
  );
  const cancel = { update: { [id]: { undoStatus: 'canceled' } } };
  const refused = await web.one<SetAnswer>(alice, 'EmailSubmission/set', cancel);
  assert.equal(refused.notUpdated?.[id]?.type, 'cannotUnsend');
  const changes = await web.one<JsonObject>(alice, 'EmailSubmission/changes', { sinceState: before.state });
  assert.deepEqual(changes.updated, []);
  const gone = await web.one<SetAnswer>(alice, 'EmailSubmission/set', { destroy: [id] });
  assert.deepEqual(gone.destroyed, [id]);
  assert.equal((await sentBy(alice))[0]?.recipients.length, 3);
});

test('each refusal has its own error type', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  await putAlias(pool, 'team@postroom.test', [alice.address, bob.address]);
  const emailId = await draft(alice);
  const theirs = await draft(alice, `From: ${bob.address}\r\n${LETTER}`);
  const nobody = await draft(alice, 'Subject: x\r\nTo: bob@far.test\r\n');
  const toNobody = await draft(alice, `From: ${alice.address}\r\nSubject: x\r\n`);
  let bobs = '';
  for (let n = 0; n < 10; n++) bobs = await draft(bob);
  const type = async (...args: Parameters<typeof refusal>) => (await refusal(...args))?.type;
  assert.equal(await type(alice, theirs, envelopeTo(alice, 'x@far.test')), 'forbiddenFrom');
  assert.equal(await type(alice, theirs), 'forbiddenFrom');
  assert.equal(await type(alice, emailId, envelopeTo(bob, 'x@far.test')), 'forbiddenMailFrom');
  assert.equal(await type(alice, nobody), 'invalidEmail');
  assert.equal(await type(alice, toNobody), 'noRecipients');
  assert.equal(await type(alice, emailId, envelopeTo(alice)), 'noRecipients');
  assert.equal(await type(alice, bobs), 'invalidProperties');
  assert.equal(await type(alice, 'E99999'), 'invalidProperties');
  assert.equal(await type(alice, emailId, { identityId: 'I99' }), 'invalidProperties');
  assert.equal(await type(alice, emailId, { undoStatus: 'pending' }), 'invalidProperties');
  assert.equal(await type(alice, emailId, { envelope: { mailFrom: { email: alice.address } } }), 'invalidProperties');
  const many = Array.from({ length: 101 }, (_, n) => `x${n}@far.test`);
  assert.deepEqual((await refusal(alice, emailId, envelopeTo(alice, ...many)))?.maxRecipients, 100);
  const lists = Array.from({ length: 92 }, (_, n) => `list${n}@postroom.test`);
  for (const list of lists) {
    const members = Array.from({ length: 11 }, (_, n) => `${n}-${list.replace('@postroom', '@far')}`);
    await putAlias(pool, list, members);
  }
  const expanded = await refusal(alice, emailId, envelopeTo(alice, ...lists));
  assert.deepEqual([expanded?.type, expanded?.maxRecipients], ['tooManyRecipients', 1_000]);
  const unknown = await refusal(
    alice,
    emailId,
    envelopeTo(alice, 'nobody@postroom.test', 'x@far.test', 'wrong', '<x@y.test>'),
  );
  assert.deepEqual(unknown?.invalidRecipients, ['wrong', '<x@y.test>']);
  const none = await refusal(alice, emailId, envelopeTo(alice, 'nobody@postroom.test', 'x@far.test'));
  assert.deepEqual([none?.type, none?.invalidRecipients], ['invalidRecipients', ['nobody@postroom.test']]);
  await setStatus(pool, bob.address, 'suspended');
  assert.equal(await type(alice, emailId, envelopeTo(alice, bob.address)), 'invalidRecipients');
  assert.equal((await sentBy(alice)).length, 0);
});

test('no envelope value can inject a line or a parameter', async () => {
  const alice = await web.account();
  const emailId = await draft(alice);
  for (const email of [
    'a@far.test\r\nRCPT TO:<b@far.test>',
    'a@far.test> NOTIFY=NEVER',
    'a b@far.test',
    'a@far.test\0',
    'a@',
    '',
  ]) {
    assert.equal((await refusal(alice, emailId, envelopeTo(alice, email)))?.type, 'invalidRecipients', email);
  }
  const rcptTo = (parameters: object) => ({
    envelope: { mailFrom: { email: alice.address }, rcptTo: [{ email: 'b@far.test', parameters }] },
  });
  for (const wrong of [
    { NOTIFY: 'x' },
    { NOTIFY: null },
    { ORCPT: 'rfc822;a\r\nb' },
    { constructor: 'x' },
    { X: 'x'.repeat(501) },
    { NOTIFY: 1 },
  ]) {
    assert.equal((await refusal(alice, emailId, rcptTo(wrong)))?.type, 'invalidProperties', JSON.stringify(wrong));
  }
  const given = { NOTIFY: 'SUCCESS,failure', ORCPT: 'rfc822;b+x=y@far.test' };
  assert.ok((await submit(alice, emailId, rcptTo(given))).created);
  const { rows } = await pool.query('select notify, orcpt from deliveries where orcpt is not null');
  assert.deepEqual(rows, [{ notify: ['SUCCESS', 'FAILURE'], orcpt: 'rfc822;b+x=y@far.test' }]);
});

test('the parameters of mailFrom follow the grammar of MAIL FROM, each of them once', async () => {
  const alice = await web.account();
  const emailId = await draft(alice);
  const from = (parameters: object) => ({
    envelope: { mailFrom: { email: alice.address, parameters }, rcptTo: [{ email: 'b@far.test' }] },
  });
  for (const wrong of [
    ...['9BITMIME', '', null].map((BODY) => ({ BODY })),
    ...['2000001', '99999999999999999999', '-1', '1.5', '1e3', '', null].map((SIZE) => ({ SIZE })),
    ...['', 'x', 'true'].map((SMTPUTF8) => ({ SMTPUTF8 })),
    ...['x', '', null].map((RET) => ({ RET })),
    ...['', 'a\r\nb', 'ü', 'x'.repeat(101), null].map((ENVID) => ({ ENVID })),
    ...['0', '01', '+1', '1.5', '', '9999999999'].map((HOLDFOR) => ({ HOLDFOR })),
    ...['2026-02-30T08:00:00Z', '', null].map((HOLDUNTIL) => ({ HOLDUNTIL })),
    ...[
      { RET: 'FULL', ret: 'HDRS' },
      { SIZE: '1', Size: '1' },
    ],
    ...[{ BY: '5;R' }, { 'MT-PRIORITY': '3' }, { REQUIRETLS: null }, { AUTH: '<>' }, { NOTIFY: 'NEVER' }, { '': null }],
  ]) {
    const said = await refusal(alice, emailId, from(wrong));
    assert.deepEqual([said?.type, said?.properties], ['invalidProperties', ['envelope']], JSON.stringify(wrong));
  }
  assert.equal((await sentBy(alice)).length, 0);
  for (const right of [
    ...['7bit', '8BITMIME', 'BinaryMIME'].map((body) => ({ body })),
    ...[{ SIZE: '2000000' }, { SMTPUTF8: null }, { ENVID: 'a+b = c' }, { RET: 'hdrs' }, null],
  ]) {
    assert.ok((await submit(alice, emailId, from(right as object))).created, JSON.stringify(right));
  }
  const eastern = '2026-12-24T18:00:00+02:00';
  const { created } = await submit(alice, emailId, from({ HOLDUNTIL: eastern }));
  assert.equal(created?.s?.sendAt, '2026-12-24T16:00:00Z');
});

test('submissions can be filtered, and those of others are not found', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const emails = [await draft(alice), await draft(alice)];
  const ids: string[] = [];
  for (const emailId of [...emails, emails[0]]) ids.push((await submit(alice, emailId ?? '')).created?.s?.id as string);
  const query = async (args: object) => (await web.one<{ ids: string[] }>(alice, 'EmailSubmission/query', args)).ids;
  assert.deepEqual(await query({}), ids);
  assert.deepEqual(await query({ filter: { emailIds: [emails[0]] } }), [ids[0], ids[2]]);
  assert.deepEqual(await query({ filter: { operator: 'NOT', conditions: [{ emailIds: [emails[0]] }] } }), [ids[1]]);
  assert.deepEqual(await query({ filter: { undoStatus: 'pending' } }), []);
  assert.deepEqual(await query({ filter: { before: '2020-01-01T00:00:00Z' } }), []);
  assert.deepEqual(await query({ filter: { after: '2020-01-01T00:00:00Z', identityIds: ['I1'] }, limit: 1 }), [ids[0]]);
  assert.deepEqual(await query({ sort: [{ property: 'emailId', isAscending: false }], limit: 1 }), [ids[1]]);
  const latest = { isAscending: false };
  assert.deepEqual(
    await query({ sort: [{ property: 'sendAt', ...latest }] }),
    await query({ sort: [{ property: 'sentAt', ...latest }] }),
  );
  const errors = await web.call(
    alice,
    ['EmailSubmission/query', { filter: { subject: 'x' } }],
    ['EmailSubmission/query', { sort: [{ property: 'x' }] }],
  );
  assert.deepEqual(
    errors.map(([, { type }]) => type),
    ['unsupportedFilter', 'unsupportedSort'],
  );
  const theirs = await web.one<{ notFound: string[] }>(bob, 'EmailSubmission/get', { ids });
  assert.deepEqual(theirs.notFound, ids);
  const set = await web.one<SetAnswer>(bob, 'EmailSubmission/set', {
    update: { [ids[0] ?? '']: { undoStatus: 'canceled' } },
  });
  assert.equal(set.notUpdated?.[ids[0] ?? '']?.type, 'notFound');
});
