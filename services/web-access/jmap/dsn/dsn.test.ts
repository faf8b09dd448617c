import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { startWeb, type TestAccount } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

/** Returns a report of another server about a mail with this Message-ID. */
function report(messageId: string, subject = '=?utf-8?q?Gr=C3=BC=C3=9Fe?='): string {
  return [
    'Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.far.test\r\nSubject: Undelivered\r\nMIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n',
    '--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.',
    '--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.far.test\r\n',
    'Final-Recipient: rfc822; bob@far.test\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 nobody\r\n',
    `--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: ${subject}\r\nMessage-ID: ${messageId}\r\n`,
    '--b--\r\n',
  ].join('\r\n');
}

const parse = async (account: TestAccount, ...blobIds: string[]): Promise<JsonObject> =>
  web.one(account, 'DSN/parse', { blobIds });

test('a delivery report shows its mail, the failed recipients and the reason, to the sender only', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const raw = `From: ${alice.address}\r\nTo: bob@far.test\r\nMessage-ID: <m@postroom.test>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nbody\r\n`;
  const { id: emailId } = await web.append(alice, raw, { mailbox: 'Sent' });
  const create = { s: { identityId: 'I1', emailId } };
  const { created } = await web.one<{ created: { s: JsonObject } }>(alice, 'EmailSubmission/set', { create });
  const came = await web.append(alice, report('<m@postroom.test>'));
  const blobId = `B${came.id.slice(1)}`;
  assert.deepEqual((await parse(alice, blobId)).parsed, {
    [blobId]: {
      emailId,
      submissionId: created.s.id,
      wasSentHere: true,
      messageId: '<m@postroom.test>',
      subject: 'Grüße',
      reportingMta: 'mx.far.test',
      recipients: [
        {
          finalRecipient: 'bob@far.test',
          originalRecipient: null,
          action: 'failed',
          status: '5.1.1',
          diagnostic: '550 5.1.1 nobody',
        },
      ],
    },
  });

  const forged = await web.append(bob, report('<m@postroom.test>'));
  const { parsed } = await web.one<{ parsed: Record<string, JsonObject> }>(bob, 'DSN/parse', {
    blobIds: [`B${forged.id.slice(1)}`],
  });
  assert.deepEqual(
    Object.values(parsed).map((each) => [each.emailId, each.submissionId, each.wasSentHere]),
    [[null, null, false]],
  );
  const { notParsable, notFound } = await parse(alice, `B${emailId.slice(1)}`, 'B99999');
  assert.deepEqual([notParsable, notFound], [[`B${emailId.slice(1)}`], ['B99999']]);
});

test('a report about a mail sent by a mail program links to the copy in Sent, if there is one', async () => {
  const alice = await web.account();
  for (const [subject, keeps] of [
    ['Re: [list] =?utf-8?q?Gr=C3=BC=C3=9Fe?=', true],
    ['', false],
  ] as const) {
    const messageId = `<${keeps}@program.test>`;
    const raw = `From: ${alice.address}\r\nTo: bob@far.test\r\nMessage-ID: ${messageId}\r\nSubject: ${subject}\r\n\r\nbody\r\n`;
    const { id: emailId } = await web.append(alice, raw, { mailbox: 'Sent' });
    const { created } = await web.one<{ created: { s: { id: string } } }>(alice, 'EmailSubmission/set', {
      create: { s: { identityId: 'I1', emailId } },
    });
    // A mail sent by SMTP has no submission, only its entry in the queue.
    await web.one(alice, 'EmailSubmission/set', { destroy: [created.s.id] });
    if (!keeps) await web.one(alice, 'Email/set', { destroy: [emailId] });
    const { id } = await web.append(alice, report(messageId, subject));
    const { parsed } = await web.one<{ parsed: Record<string, JsonObject> }>(alice, 'DSN/parse', {
      blobIds: [`B${id.slice(1)}`],
    });
    const [found] = Object.values(parsed);
    assert.deepEqual(
      [found?.emailId, found?.submissionId, found?.wasSentHere],
      [keeps ? emailId : null, null, true],
      subject,
    );
  }
});
