import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { transaction } from '@postroom/database';
import { NO_VACATION, setVacation, type VacationResponse } from '@postroom/sending';
import { type NewMail, traceMail } from '@postroom/transit';
import { acceptMail, reports, rowsOf } from '../remote/testing.ts';
import { fileBatch } from './file-batch.ts';
import { openFiling } from './testing.ts';

// RFC 3834, RFC 8621 8: automatic replies of accounts whose owner is away.

const bench = await openFiling(['bob@postroom.test']);
const { context } = bench;
const [bob] = bench.accounts as [number];
after(() => bench[Symbol.asyncDispose]());
beforeEach(async () => {
  await bench.pool.query('truncate accepted_mails, deliveries, delivery_events');
});

async function isAway(vacation: Partial<VacationResponse> = {}): Promise<void> {
  await transaction(bench.pool, (tx) => setVacation(tx, bob, { ...NO_VACATION, isEnabled: true, ...vacation }));
}

/** Delivers a mail from elsewhere to bob; returns all automatic replies so far. */
async function write(mail: Partial<NewMail> & { header?: string } = {}) {
  const {
    header = 'From: Ann <ann@x.test>\r\nTo: bob@postroom.test\r\nSubject: lunch?\r\nMessage-ID: <lunch@x.test>\r\n',
    ...rest
  } = mail;
  const to = [{ recipient: 'bob@postroom.test', accountId: bob, destination: null }];
  const from = { reversePath: 'ann@x.test', source: 'mx' as const, ...rest };
  const { mailId, ids } = await acceptMail(bench.pool, to, { raw: `${header}\r\nbody\r\n`, ...from });
  await fileBatch(context, ids);
  await fileBatch(context, ids);
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'delivered');
  return { answers: (await reports(bench.pool)).filter(({ raw }) => /auto-replied/.test(raw)), mailId };
}

test("a sender gets one vacation response with the user's text and a null reverse-path, and the trace shows it", async () => {
  await isAway({ subject: 'Bin weg ☀', textBody: 'Bis 1.12. weg.\n.\nBob', htmlBody: '<p>Bis <b>1.12.</b>' });
  const { answers, mailId } = await write();
  assert.equal(answers.length, 1);
  const { raw = '', reverse_path, recipient, destination } = answers[0] ?? {};
  assert.deepEqual([reverse_path, recipient, destination], ['', 'ann@x.test', 'x.test']);
  assert.match(raw, /^Return-Path: <>\r\n/);
  assert.match(raw, /\r\nAuto-Submitted: auto-replied\r\n/);
  assert.match(raw, /\r\nIn-Reply-To: <lunch@x\.test>\r\n/);
  assert.match(raw, /\r\nSubject: =\?UTF-8\?/);
  assert.match(raw, /multipart\/alternative/);
  assert.ok(bench.told.relays.includes('x.test'));
  const [trace] = await traceMail(bench.pool, mailId, 1);
  assert.ok(trace?.steps.some(({ kind }) => kind === 'answered'));

  assert.equal((await write({ reversePath: 'ANN@x.test' })).answers.length, 1);
  assert.equal((await write({ reversePath: 'other@x.test' })).answers.length, 2);
  // Pretend that a week has passed.
  await bench.pool.query("update vacation_replies set replied_at = now() - interval '7 days'");
  assert.equal((await write()).answers.length, 3);
  await isAway({ textBody: 'Another absence.' });
  assert.equal((await write()).answers.length, 4);
});

test('vacation responses go out only in the chosen period and only to people', async () => {
  const none = async (mail?: Parameters<typeof write>[0]) => assert.equal((await write(mail)).answers.length, 0);
  await isAway({ isEnabled: false });
  await none();
  await isAway({ fromDate: new Date(Date.now() + 60_000) });
  await none();
  await isAway({ toDate: new Date(Date.now() - 60_000) });
  await none();
  await isAway();
  await none({ reversePath: '' });
  await none({ reversePath: 'bob+x@postroom.test' });
  await none({ spam: true });
  await none({ source: 'generated' });
  await none({ header: 'To: list@x.test\r\nSubject: x\r\n' });
  await none({ header: 'To: bob@postroom.test\r\nAuto-Submitted: auto-replied\r\n' });
  await none({ header: 'To: bob@postroom.test\r\nList-Id: <x>\r\n' });
  await none({ reversePath: 'nobody@postroom.test' });
  assert.equal((await write({ header: 'To: BOB+tag@postroom.test\r\n' })).answers.length, 1);
});

test('the answered mail cannot inject header fields or files into the vacation response', async () => {
  await isAway({ textBody: '{"path": "/etc/passwd"}' });
  const header =
    'To: bob@postroom.test\r\nSubject: =?utf-8?q?x=0D=0ABcc:_evil@x.test?=\r\nMessage-ID: <a@x>\r\nReferences: <b@x>\r\n';
  const { answers } = await write({ header });
  assert.match(answers[0]?.raw ?? '', /\r\nSubject: Auto: xBcc: evil@x\.test\r\n/);
  assert.doesNotMatch(answers[0]?.raw ?? '', /\r\nBcc:|root:/);
  assert.match(answers[0]?.raw ?? '', /\r\nReferences: <b@x> <a@x>\r\n/);
});
