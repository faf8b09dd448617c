import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { delegate, undelegate } from '@postroom/joining';
import { startWeb, type TestAccount } from '../../testing.ts';

// docs/decisions/0250-redirect.md: received mail is passed on unchanged, and nobody can write under another name by that.

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const { pool } = web.store;

const HOST = 'mail.postroom.test';
const FRONT = `Return-Path: <li@far.test>\r\nReceived: from x.test ([192.0.2.1])\r\n\tby ${HOST} (Postroom) with ESMTPS\r\n\tid 1;\r\n\tSat, 28 Nov 2026 10:00:00 +0000\r\n`;
const BODY = '\r\nGr\u00fc\u00dfe\r\n.\r\n\tas it was \r\n';

interface SetAnswer {
  created: Record<string, JsonObject> | null;
  notCreated: Record<string, JsonObject & { type: string }> | null;
}

/** Files an email; `isMail` marks it as received by mail, as intake does. */
async function received(account: TestAccount, header: string, { front = FRONT, isMail = true } = {}): Promise<string> {
  const { id } = await web.append(account, `${front}${header}${BODY}`);
  if (isMail)
    await pool.query(
      'update blobs set accepted = true where id = (select blob_id from messages where account_id = $1 and id = $2)',
      [account.number, Number(id.slice(1))],
    );
  return id;
}

function redirect(account: TestAccount, emailId: string, resentTo: unknown, more: object = {}): Promise<SetAnswer> {
  return web.one(account, 'EmailSubmission/set', { create: { s: { identityId: 'I1', emailId, resentTo, ...more } } });
}

async function refusal(account: TestAccount, header: string, options = {}): Promise<string | undefined> {
  const answer = await redirect(account, await received(account, header, options), [{ email: 'x@far.test' }]);
  return answer.notCreated?.s?.type;
}

async function sentBy(account: TestAccount) {
  const { rows } = await pool.query<{ raw: string; reverse_path: string; recipients: string[] }>(
    `select convert_from(b.header || coalesce(b.body, ''), 'utf8') as raw, m.reverse_path,
       (select array_agg(recipient order by id) from deliveries d where d.mail_id = m.id) as recipients
     from accepted_mails m join blobs b on b.id = m.blob_id where m.account_id = $1 order by m.id`,
    [account.number],
  );
  return rows;
}

test('a redirected mail is unchanged below a Resent block, and recipients do not see each other', async () => {
  const alice = await web.account();
  await web.one(alice, 'Identity/set', { update: { I1: { name: 'Älice "A" Long' } } });
  const header = `From: Li <li@far.test>\r\nTo: ${alice.address}\r\nSubject:  folded\r\n as it was\r\nX-Odd:x\r\n`;
  const emailId = await received(alice, header);
  const to = [{ name: 'Bob', email: 'bob@far.test' }];
  const envelope = {
    mailFrom: { email: alice.address },
    rcptTo: [{ email: 'bob@far.test' }, { email: 'blind@far.test' }],
  };
  const { created } = await redirect(alice, emailId, to, { envelope });
  assert.ok(created?.s?.id);
  const [mail] = await sentBy(alice);
  assert.deepEqual([mail?.reverse_path, mail?.recipients], [alice.address, ['bob@far.test', 'blind@far.test']]);
  const raw = mail?.raw ?? '';
  const block = raw.indexOf('Resent-From:');
  assert.match(
    raw.slice(0, block),
    /^Return-Path: <user\d+@postroom\.test>\r\nReceived: by mail\.postroom\.test \(Postroom\) with HTTP\r\n/,
  );
  assert.equal(raw.slice(0, block).match(/^\S/gm)?.length, 2, 'nothing else stands above the block');
  const behind = raw.slice(block);
  assert.match(
    behind,
    new RegExp(
      `^Resent-From: =\\?UTF-8\\?.*<${alice.address}>\r\nResent-To: Bob <bob@far\\.test>\r\nResent-Date: .*\r\nResent-Message-ID: <.*@mail\\.postroom\\.test>\r\nReceived: from x\\.test`,
      'i',
    ),
  );
  assert.ok(raw.endsWith(FRONT.slice(FRONT.indexOf('Received:')) + header + BODY));
  assert.doesNotMatch(raw, /blind|Return-Path: <li@/);
});

test('without an envelope a redirect goes to the Resent-To addresses, and can be cancelled until it is sent', async () => {
  const alice = await web.account();
  const emailId = await received(alice, 'From: li@far.test\r\nBcc: secret@far.test\r\n');
  const to = [...Array(40).keys()].map((n) => ({ name: `Somebody "${n}" \r\nBcc: x@y.test`, email: `b${n}@far.test` }));
  const { created } = await redirect(alice, emailId, to);
  const envelope = created?.s?.envelope as { mailFrom: JsonObject; rcptTo: { email: string }[] };
  assert.deepEqual(
    [envelope.mailFrom.email, envelope.rcptTo.map(({ email }) => email)],
    [alice.address, to.map(({ email }) => email)],
  );
  const { list } = await web.one<{ list: JsonObject[] }>(alice, 'EmailSubmission/get', { ids: [created?.s?.id] });
  assert.deepEqual(list[0]?.resentTo, to);
  const raw = (await sentBy(alice))[0]?.raw ?? '';
  assert.doesNotMatch(raw, /^Bcc:|secret|[^\r\n]{200}/m);
  const held = {
    mailFrom: { email: alice.address, parameters: { HOLDFOR: '60' } },
    rcptTo: [{ email: 'bob@far.test' }],
  };
  const { id } = (await redirect(alice, emailId, [{ email: 'bob@far.test' }], { envelope: held })).created?.s ?? {};
  const update = { update: { [String(id)]: { undoStatus: 'canceled' } } };
  assert.deepEqual((await web.one<JsonObject>(alice, 'EmailSubmission/set', update)).updated, { [String(id)]: null });
});

test('users can redirect what they wrote, and mail of others only if it was received as mail', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  assert.equal(await refusal(alice, `From: ${alice.address}\r\n`, { isMail: false, front: '' }), undefined);
  assert.equal(await refusal(alice, 'From: li@far.test\r\n', { isMail: false }), 'forbiddenFrom');
  assert.equal(await refusal(alice, `From: ${alice.address}, ${bob.address}\r\n`, { isMail: false }), 'forbiddenFrom');
  assert.equal(await refusal(alice, 'From: li@far.test\r\n'), undefined);
});

test('redirecting mail that claims one of our addresses needs a proven author', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const own = FRONT.replace('ESMTPS', 'ESMTPSA');
  const proven = `${FRONT}Authentication-Results: ${HOST}; dmarc=pass header.from=postroom.test\r\n`;
  assert.equal(await refusal(alice, `From: ${bob.address}\r\n`), 'forbiddenFrom');
  assert.equal(await refusal(alice, 'From: ceo@sub.postroom.test\r\n'), 'forbiddenFrom');
  assert.equal(await refusal(alice, `From: ${bob.address}, li@far.test\r\n`, { front: own }), 'forbiddenFrom');
  assert.equal(await refusal(alice, `From: ${bob.address}\r\n`, { front: own }), undefined);
  assert.equal(await refusal(alice, `From: ${bob.address}\r\n`, { front: proven }), undefined);
  // A mail that was itself passed on is not proven to be from somebody here.
  const passed = `${own}Resent-From: ${bob.address}\r\nFrom: ceo@postroom.test\r\n`;
  assert.equal(await refusal(alice, passed, { front: '' }), 'forbiddenFrom');
});

test('a redirect on behalf of another names the user who sends, with their envelope, while allowed', async () => {
  const [alice, boss] = [await web.account(), await web.account()];
  await delegate(web.store, { address: boss.address, to: alice.address, mode: 'send-on-behalf' });
  const { list } = await web.one<{ list: { id: string; email: string }[] }>(alice, 'Identity/get', {});
  const identityId = list.find(({ email }) => email === boss.address)?.id;
  const emailId = await received(alice, 'From: li@far.test\r\n');
  const to = [{ email: 'x@far.test' }];
  assert.ok((await redirect(alice, emailId, to, { identityId })).created);
  const [mail] = await sentBy(alice);
  assert.equal(mail?.reverse_path, alice.address);
  assert.match(mail?.raw ?? '', new RegExp(`\r\nResent-From: ${boss.address}\r\nResent-Sender: ${alice.address}\r\n`));
  const envelope = { mailFrom: { email: boss.address }, rcptTo: to };
  const { notCreated } = await redirect(alice, emailId, to, { identityId, envelope });
  assert.equal(notCreated?.s?.type, 'forbiddenMailFrom');
  await undelegate(web.store, boss.address, alice.address);
  assert.ok((await redirect(alice, emailId, to, { identityId })).notCreated);
});

test('drafts, invalid addresses and envelopes of others are refused', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const draft = await web.append(alice, 'From: li@far.test\r\n\r\nx\r\n', { keywords: ['$draft'] });
  const type = async (...args: Parameters<typeof redirect>) => (await redirect(...args)).notCreated?.s?.type;
  assert.equal(await type(alice, draft.id, [{ email: 'x@far.test' }]), 'invalidProperties');
  const emailId = await received(alice, 'From: li@far.test\r\n');
  for (const wrong of [[{ email: 'no address' }], 'x@far.test', [{ email: 'x@far.test>\r\nBcc: y@far.test' }], 7])
    assert.equal(await type(alice, emailId, wrong), 'invalidProperties');
  assert.equal(await type(alice, emailId, []), 'noRecipients');
  const envelope = { mailFrom: { email: bob.address }, rcptTo: [{ email: 'x@far.test' }] };
  assert.equal(await type(alice, emailId, [{ email: 'x@far.test' }], { envelope }), 'forbiddenMailFrom');
  assert.deepEqual(await sentBy(alice), []);
});
