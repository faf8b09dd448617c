import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { startWeb, type TestAccount } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

const DISPOSITION = { actionMode: 'manual-action', sendingMode: 'mdn-sent-manually', type: 'displayed' };

interface Sent {
  readonly sent: Record<string, JsonObject> | null;
  readonly notSent: Record<string, { type: string; properties?: string[] }> | null;
}

/** Files a message from ann@far.test that asks for a notification. Returns its id. */
async function asked(account: TestAccount, ...lines: string[]): Promise<string> {
  const header = ['Return-Path: <ann@far.test>', 'From: ann@far.test', `To: ${account.address}`, 'Subject: Lunch?'];
  const asks = lines.some((line) => /^Disposition/.test(line)) ? [] : ['Disposition-Notification-To: ann@far.test'];
  const raw = [...header, ...asks, `Message-ID: <${++count}@far.test>`, ...lines, '', 'At one.', ''].join('\r\n');
  return (await web.append(account, raw)).id;
}
let count = 0;

const send = (account: TestAccount, forEmailId: string, more: object = {}): Promise<Sent> =>
  web.one<Sent>(account, 'MDN/send', {
    identityId: 'I1',
    send: { k: { forEmailId, disposition: DISPOSITION, ...more } },
  });

const refused = async (account: TestAccount, id: string, more?: object): Promise<string | undefined> =>
  (await send(account, id, more)).notSent?.k?.type;

/** Returns the mails accepted from an account, oldest first. */
async function accepted({ number }: TestAccount) {
  const { rows } = await web.store.pool.query<{ reverse_path: string; raw: Buffer; recipients: string[] }>(
    `select m.reverse_path, b.header || coalesce(b.body, '') as raw,
       (select array_agg(d.recipient) from deliveries d where d.mail_id = m.id) as recipients
     from accepted_mails m join blobs b on b.id = m.blob_id where m.account_id = $1 order by m.id`,
    [number],
  );
  return rows.map(({ raw, ...row }) => ({ ...row, raw: raw.toString() }));
}

test('a requested read receipt is sent once, with a null reverse-path, and can be parsed again', async () => {
  const bob = await web.account();
  const id = await asked(bob, 'Original-Recipient: rfc822;Bob@here');
  const [response, implicit] = await web.call(bob, [
    'MDN/send',
    {
      identityId: 'I1',
      send: {
        k: {
          forEmailId: id,
          disposition: DISPOSITION,
          subject: 'Gelesen: Öl',
          textBody: 'Ja.',
          includeOriginalMessage: true,
        },
      },
      onSuccessUpdateEmail: { '#k': { 'keywords/$seen': true } },
    },
  ]);
  assert.deepEqual(response?.[1].sent, {
    k: {
      finalRecipient: `rfc822; ${bob.address}`,
      mdnGateway: null,
      originalRecipient: 'rfc822;Bob@here',
      originalMessageId: `<${count}@far.test>`,
    },
  });
  assert.deepEqual([implicit?.[0], implicit?.[1].updated], ['Email/set', { [id]: null }]);
  const [mail, ...more] = await accepted(bob);
  assert.deepEqual([mail?.reverse_path, mail?.recipients, more.length], ['', ['ann@far.test'], 0]);
  assert.match(mail?.raw ?? '', /^Subject: =\?UTF-8\?[QB]\?.*\r\n/m);
  assert.match(mail?.raw ?? '', /^Subject: Lunch\?\r\n/m, 'the message came back');
  const { list } = await web.one<{ list: JsonObject[] }>(bob, 'Email/get', { ids: [id], properties: ['keywords'] });
  assert.deepEqual(list[0]?.keywords, { $seen: true, $mdnsent: true });
  assert.equal(await refused(bob, id), 'mdnAlreadySent');

  const came = await web.append(bob, mail?.raw ?? '');
  const blobId = `B${came.id.slice(1)}`;
  const plain = `B${id.slice(1)}`;
  const { parsed, notParsable, notFound } = await web.one<
    Record<string, unknown> & { parsed: Record<string, JsonObject> }
  >(bob, 'MDN/parse', { blobIds: [blobId, plain, 'B999999'] });
  assert.deepEqual([notParsable, notFound], [[plain], ['B999999']]);
  const { textBody, ...fields } = parsed[blobId] as JsonObject;
  assert.equal((textBody as string).trim(), 'Ja.');
  assert.deepEqual(fields, {
    forEmailId: id,
    subject: 'Gelesen: Öl',
    includeOriginalMessage: true,
    reportingUA: null,
    mdnGateway: null,
    originalRecipient: 'rfc822;Bob@here',
    finalRecipient: `rfc822; ${bob.address}`,
    originalMessageId: `<${count}@far.test>`,
    disposition: DISPOSITION,
    error: null,
    extensionFields: null,
  });
  await web.one(bob, 'Email/set', { destroy: [id] });
  const after = await web.one<{ parsed: Record<string, JsonObject> }>(bob, 'MDN/parse', { blobIds: [blobId] });
  assert.equal(after.parsed[blobId]?.forEmailId, null, 'what is gone is not named');
});

test('no receipt goes to lists, programs and reports, nor automatically to addresses outside the envelope', async () => {
  const bob = await web.account();
  for (const line of [
    ...['List-Id: <l.far.test>', 'Precedence: bulk', 'Auto-Submitted: auto-replied'],
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
  ]) {
    assert.equal(await refused(bob, await asked(bob, line)), 'forbidden', line);
  }
  const elsewhere = await asked(bob, 'Disposition-Notification-To: eve@far.test');
  const automatic = { disposition: { ...DISPOSITION, sendingMode: 'mdn-sent-automatically' } };
  assert.equal(await refused(bob, elsewhere, automatic), 'forbidden');
  assert.equal(await refused(bob, elsewhere), undefined, 'people decide');
  assert.equal(await refused(bob, await asked(bob), automatic), undefined);
  assert.equal((await accepted(bob)).length, 2);
});

test('a receipt that was not requested, or is invalid, is refused and can be tried again', async () => {
  const bob = await web.account();
  const { id: plain } = await web.append(bob, 'Subject: x\r\n\r\n');
  assert.equal(await refused(bob, plain), 'notFound');
  assert.equal(await refused(bob, 'E999999'), 'notFound');
  const id = await asked(bob);
  assert.equal(await refused(bob, id, { finalRecipient: 'rfc822; ann@far.test' }), 'forbiddenFrom');
  for (const wrong of [
    ...[{ disposition: { ...DISPOSITION, type: 'eaten' } }, { disposition: null }, { subject: 'a\r\nBcc: x@y' }],
    ...[{ extensionFields: { Bcc: 'x' } }, { error: 'x' }, { originalMessageId: '<x>' }, { finalRecipient: 'x' }],
  ]) {
    assert.equal(await refused(bob, id, wrong), 'invalidProperties', JSON.stringify(wrong));
  }
  const [identity] = await web.call(bob, ['MDN/send', { identityId: 'I9', send: {} }]);
  assert.equal(identity?.[1].type, 'invalidArguments');
  const nowhere = await asked(bob, 'Disposition-Notification-To: nobody@postroom.test');
  assert.equal(await refused(bob, nowhere), 'invalidRecipients');
  const { list } = await web.one<{ list: JsonObject[] }>(bob, 'Email/get', {
    ids: [id, nowhere],
    properties: ['keywords'],
  });
  assert.deepEqual(
    list.map(({ keywords }) => keywords),
    [{}, {}],
  );
  assert.equal(await refused(bob, id), undefined);
});

test('no receipt is sent if its email would not be marked afterwards (RFC 9007 2.1)', async () => {
  const bob = await web.account();
  const id = await asked(bob);
  const send = { k: { forEmailId: id, disposition: DISPOSITION } };
  const sent = async (patch: object) => {
    const [response] = await web.call(bob, [
      'MDN/send',
      { identityId: 'I1', send, onSuccessUpdateEmail: { '#k': patch } },
    ]);
    assert.ok(response);
    const { notSent } = response[1] as { notSent?: Record<string, JsonObject> | null };
    return notSent?.k?.type ?? 'sent';
  };
  for (const patch of [{ keywords: { $seen: true } }, { keywords: null }, { 'keywords/$MDNSent': null }])
    assert.equal(await sent(patch), 'invalidProperties', JSON.stringify(patch));
  assert.equal((await accepted(bob)).length, 0);
  assert.equal(await sent({ keywords: { $mdnsent: true, $seen: true } }), 'sent');
  const { list } = await web.one<{ list: JsonObject[] }>(bob, 'Email/get', { ids: [id], properties: ['keywords'] });
  assert.deepEqual(list[0]?.keywords, { $mdnsent: true, $seen: true });
});
