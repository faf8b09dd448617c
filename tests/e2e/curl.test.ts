import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { PASSWORD } from '../support/accounts.ts';
import { program } from '../support/programs.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// Mail from a shell: curl verifies our certificate with the development CA and nothing else.

const fixture = await sharedFixture();
const folder = await mkdtemp(join(tmpdir(), 'curl-'));
after(async () => {
  await rm(folder, { recursive: true });
  await fixture[Symbol.asyncDispose]();
});
const { ports } = fixture.platform;
const user = 'curl@a.test';
const account = await fixture.stage.account(user);
const file = join(folder, 'mail.eml');
const mail =
  'From: curl@a.test\r\nSubject: from a shell\r\nMessage-ID: <1@a.test>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\n.\r\n..\r\nend\r\n';
await writeFile(file, mail);

function curl(context: TestContext, ...args: string[]): Promise<string | undefined> {
  const login = args.includes('--user') ? [] : ['--user', `${user}:${PASSWORD}`];
  return program(context, 'curl', '-sS', '--max-time', '30', '--cacert', fixture.platform.caFile, ...login, ...args);
}

const send = ['--mail-from', user, '--mail-rcpt', user, '--upload-file', file];

test('curl sends mail over TLS and with STARTTLS required', async (context) => {
  if ((await curl(context, `smtps://localhost:${ports.SUBMISSIONS_PORT}/shell`, ...send)) === undefined) return;
  await curl(context, '--ssl-reqd', `smtp://localhost:${ports.SUBMISSION_PORT}/shell`, ...send);
  for (const raw of await fixture.stage.messages(account, 2)) assert.ok(raw.toString().endsWith(mail));
});

test('curl reads, searches, flags, appends and deletes by IMAP', async (context) => {
  const base = `imaps://localhost:${ports.IMAPS_PORT}`;
  const whole = await curl(context, `${base}/INBOX;UID=1`);
  if (whole === undefined) return;
  assert.ok(whole.endsWith(mail));
  const second = await curl(context, '--ssl-reqd', `imap://localhost:${ports.IMAP_PORT}/INBOX;UID=2`);
  assert.ok(second?.endsWith(mail));
  assert.equal(await curl(context, `${base}/INBOX;MAILINDEX=1;SECTION=TEXT`), '.\r\n..\r\nend\r\n');
  assert.match((await curl(context, base)) ?? '', /^\* LIST \([^)]*\) "\/" INBOX\r$/m);
  assert.equal(await curl(context, `${base}/INBOX?SUBJECT%20shell`), '* SEARCH 1 2\r\n');
  assert.match((await curl(context, `${base}/INBOX`, '-X', 'STORE 1 +Flags \\Deleted')) ?? '', /\\Deleted/);
  await curl(context, '--upload-file', file, `${base}/Drafts`);
  assert.equal(await curl(context, `${base}/Drafts;UID=1`), mail);
  assert.match((await curl(context, `${base}/INBOX`, '-X', 'EXPUNGE')) ?? '', /^\* 1 EXPUNGE\r$/m);
  assert.match((await curl(context, base, '-X', 'STATUS INBOX (MESSAGES)')) ?? '', /\(MESSAGES 1\)/);
});

test('curl lists, reads and deletes by POP3', async (context) => {
  const base = `pop3s://localhost:${ports.POP3S_PORT}`;
  const list = await curl(context, base);
  if (list === undefined) return;
  assert.match(list, /^1 \d+\r\n$/);
  assert.ok((await curl(context, `${base}/1`))?.endsWith(mail));
  assert.ok((await curl(context, '--ssl-reqd', `pop3://localhost:${ports.POP3_PORT}/1`))?.endsWith(mail));
  const [before, again] = [await curl(context, base, '-X', 'UIDL'), await curl(context, base, '-X', 'UIDL')];
  assert.equal(before, again);
  await curl(context, '--request', 'DELE', '--list-only', `${base}/1`);
  assert.equal((await curl(context, base))?.trim(), '');
});

test('curl reports a wrong password for each protocol (exit status 67)', async (context) => {
  const wrong = ['--user', `${user}:wrong`];
  for (const url of [
    `smtps://localhost:${ports.SUBMISSIONS_PORT}`,
    `imaps://localhost:${ports.IMAPS_PORT}`,
    `pop3s://localhost:${ports.POP3S_PORT}`,
  ]) {
    await assert.rejects(
      async () => {
        if ((await curl(context, url, ...wrong)) === undefined) throw { code: 67 };
      },
      { code: 67 },
      url,
    );
  }
});

test('no service has crashed or logged an error', () => assert.deepEqual(fixture.complaints(), []));
