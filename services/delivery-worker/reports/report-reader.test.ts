import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { insertBlobs, stageBlob } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import { readRecipients, type TraceStep, traceMail } from '@postroom/transit';
import { acceptMail, type Bench, makeAccount, openBench, rowsOf } from '../remote/testing.ts';
import { ReportReader } from './report-reader.ts';

let bench: Bench;
let alice: number;
let mallory: number;

before(async () => {
  bench = await openBench({});
  alice = await makeAccount(bench.pool, 'alice@postroom.test');
  mallory = await makeAccount(bench.pool, 'mallory@postroom.test');
});
after(() => bench[Symbol.asyncDispose]());

const REPORT_MAIL = '01990000-0000-7000-8000-000000000001';

/** Returns a report of bob's server about mails that it had accepted. */
function reportOn(messageId: string, recipients = ['bob@other.test']): string {
  const groups = recipients.map(
    (recipient) =>
      `Final-Recipient: rfc822; ${recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no\r\n`,
  );
  return [
    'Return-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n',
    '--b\r\n\r\nSorry.',
    `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.other.test\r\n\r\n${groups.join('\r\n')}`,
    `--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${messageId}\r\n`,
    '--b--\r\n',
  ].join('\r\n');
}

/** Files a report in an account and waits until it is read. */
async function arrived(raw: string, accountId: number, from: object = {}): Promise<void> {
  const blob = stageBlob(Buffer.from(raw));
  await transaction(bench.pool, (tx) => insertBlobs(tx, [blob]));
  const store = { pool: bench.pool, objects: undefined, announce: () => {} };
  await using reader = new ReportReader(store, {
    info() {},
    warn: (details: unknown) => void bench.errors.push(details),
  });
  reader.add({ mailId: REPORT_MAIL, blobId: blob.id, accountId, reversePath: '', source: 'mx', ...from }, blob);
}

async function sent(messageId: string): Promise<{ mailId: string; reports: () => Promise<TraceStep[]> }> {
  const recipients = ['bob@other.test', 'carol@other.test'];
  const { mailId } = await acceptMail(bench.pool, recipients, { messageId, accountId: alice });
  const reports = async (): Promise<TraceStep[]> => {
    const [trace] = await traceMail(bench.pool, mailId, 1);
    return trace?.steps.filter(({ kind }) => kind === 'remote-report') ?? [];
  };
  return { mailId, reports };
}

test('a received delivery report is shown in the trace of its mail and changes nothing else', async () => {
  const { mailId, reports } = await sent('<told@postroom.test>');
  const before = await rowsOf(bench.pool, mailId);
  await arrived(reportOn('<told@postroom.test>', ['BOB@Other.Test', 'stranger@other.test']), alice);
  const [report, ...more] = await reports();
  assert.deepEqual(more, []);
  assert.equal(report?.recipient, 'bob@other.test');
  assert.deepEqual(report?.detail, {
    host: 'mx.other.test',
    action: 'failed',
    status: '5.1.1',
    reply: '550 no',
    reportMailId: REPORT_MAIL,
  });
  const states = (rows: typeof before) => rows.map(({ recipient, state, attempts }) => [recipient, state, attempts]);
  assert.deepEqual(states(await rowsOf(bench.pool, mailId)), states(before));
  assert.deepEqual(bench.errors, []);
});

test('a report to somebody else, one with a sender, and one of our own are ignored', async () => {
  const { reports } = await sent('<quiet@postroom.test>');
  await arrived(reportOn('<quiet@postroom.test>'), mallory);
  await arrived(reportOn('<quiet@postroom.test>'), alice, { reversePath: 'bob@other.test' });
  await arrived(reportOn('<quiet@postroom.test>'), alice, { source: 'generated' });
  assert.deepEqual(await reports(), []);
});

test('a bounce in words is shown in the trace of its mail, if it names a recipient of it', async () => {
  const { mailId, reports } = await sent('<words@postroom.test>');
  const inWords = (recipient: string, id: string, from = 'MAILER-DAEMON@mx.other.test') =>
    `Return-Path: <>\r\nFrom: ${from}\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program at mx.other.test.\r\n\r\n` +
    `<${recipient}>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n` +
    `Return-Path: <alice@postroom.test>\r\nMessage-ID: ${id}\r\n\r\nHello\r\n`;
  await arrived(inWords('stranger@other.test', '<words@postroom.test>'), alice);
  await arrived(inWords('bob@other.test', '<another@postroom.test>'), alice);
  await arrived(inWords('bob@other.test', '<words@postroom.test>', 'carol@other.test'), alice);
  await arrived(inWords('bob@other.test', '<words@postroom.test>'), mallory);
  await arrived(inWords('bob@other.test', '<words@postroom.test>'), alice, { reversePath: 'bob@other.test' });
  await arrived(inWords('bob@other.test', '<words@postroom.test>'), alice, { source: 'submission' });
  assert.deepEqual(await reports(), []);
  await arrived(inWords('bob@other.test', '<words@postroom.test>'), alice);
  const [report] = await reports();
  assert.deepEqual(
    [report?.recipient, report?.detail],
    [
      'bob@other.test',
      {
        host: 'mx.other.test',
        action: 'failed',
        status: '5.1.1',
        reply: 'Sorry, no mailbox here by that name. (#5.1.1)',
        reportMailId: REPORT_MAIL,
      },
    ],
  );
  const recipients = await readRecipients(bench.pool, alice, [mailId]);
  assert.deepEqual(recipients.find(({ recipient }) => recipient === 'bob@other.test')?.reportMailIds, [REPORT_MAIL]);
  assert.deepEqual(bench.errors, []);
});

test('a mail keeps at most a hundred reports', async () => {
  const { reports } = await sent('<flood@postroom.test>');
  for (let n = 0; n < 60; n++)
    await arrived(reportOn('<flood@postroom.test>', ['bob@other.test', 'carol@other.test']), alice);
  assert.equal((await reports()).length, 100);
});

test('RFC 8098: a read receipt is shown in the trace of its mail and reported to its sender', async () => {
  const { mailId } = await sent('<read@postroom.test>');
  const notification = (recipient: string, type: string) =>
    [
      'Return-Path: <>\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n',
      '--b\r\n\r\nI have read it.',
      `--b\r\nContent-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; ${recipient}\r\nOriginal-Message-ID: <read@postroom.test>\r\nDisposition: manual-action/MDN-sent-manually; ${type}\r\n`,
      '--b--\r\n',
    ].join('\r\n');
  const told = async () => {
    const all = await readRecipients(bench.pool, alice, [mailId]);
    return all
      .filter(({ recipient }) => recipient === 'bob@other.test')
      .map(({ displayed, mdnMailIds, reportMailIds }) => [displayed, mdnMailIds, reportMailIds]);
  };
  await arrived(notification('mallory@other.test', 'displayed'), alice);
  await arrived(notification('bob@other.test', 'displayed'), mallory);
  assert.ok((await told()).every(([displayed]) => displayed === false));
  await arrived(notification('bob@other.test', 'deleted'), alice, { source: 'submission' });
  assert.deepEqual(await told(), [[false, [REPORT_MAIL], []]]);
  await arrived(notification('bob@other.test', 'displayed'), alice);
  assert.deepEqual(await told(), [[true, [REPORT_MAIL], []]]);
});
