import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { PASSWORD } from '../support/accounts.ts';
import { ImapSession } from '../support/imap-session.ts';
import { Pop3Session } from '../support/pop3-session.ts';
import { sharedFixture } from '../support/shared-fixture.ts';
import { deliverBytes } from '../support/smtp-bytes.ts';

// The data of one account stays invisible to others, whatever another account asks for.

const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
const { ports } = fixture.platform;
const owner = 'owner@a.test';
const other = 'other@a.test';
const ownerId = await fixture.stage.account(owner);
const otherId = await fixture.stage.account(other);
const SECRET = 'Subject: secret plans\r\nMessage-ID: <secret@a.test>\r\n\r\nxyzzy\r\n';

before(async () => {
  await deliverBytes(
    ports.SMTP_PORT,
    owner,
    [1, 2, 3].map(() => Buffer.from(SECRET)),
  );
  await fixture.stage.messages(ownerId, 3);
  await using imap = await ImapSession.login(ports.IMAP_PORT, owner);
  await imap.command('CREATE "Private/Deep"');
  await imap.command('SUBSCRIBE "Private/Deep"');
  await imap.command('SELECT INBOX');
  await imap.command('COPY 1:3 "Private/Deep"');
});

/** Mailbox names, and ways to name the other account. */
const NAMES = [
  ...['Private', 'Private/Deep', `${owner}/INBOX`, `user/${owner}`, `user/owner/INBOX`, `Other Users/${owner}`],
  ...[`~owner/INBOX`, `~${owner}`, '#shared/INBOX', `../${owner}/INBOX`, '/INBOX', `INBOX/../../${owner}/INBOX`],
  ...[`${ownerId}`, `${ownerId}/INBOX`],
];

test('IMAP: mailboxes of another account do not exist under any name, for any command', async () => {
  await using imap = await ImapSession.login(ports.IMAP_PORT, other);
  for (const name of NAMES) {
    for (const command of [
      `SELECT "${name}"`,
      `EXAMINE "${name}"`,
      `STATUS "${name}" (MESSAGES)`,
      `DELETE "${name}"`,
      `RENAME "${name}" "Mine"`,
    ]) {
      const { status, responses } = await imap.attempt(command);
      assert.match(status, /^(NO|BAD) /, command);
      assert.deepEqual(responses, [], command);
    }
  }
});

test('IMAP: no listing shows mailboxes of another account', async () => {
  await using imap = await ImapSession.login(ports.IMAP_PORT, other);
  for (const pattern of ['*', '%', '%/%', 'Private*', `*${ownerId}*`, '../*', '/*', '~*', '#*']) {
    for (const command of [`LIST "" "${pattern}"`, `LSUB "" "${pattern}"`, `LIST "${owner}" "${pattern}"`]) {
      const said = (await imap.command(command)).map(({ text }) => text).join('\n');
      assert.doesNotMatch(said, /private|owner/i, command);
    }
  }
  assert.deepEqual(await imap.search('ALL').catch(() => 'not selected'), 'not selected');
});

test('IMAP: UIDs, sequence numbers and searches reach no message of another account', async () => {
  await using imap = await ImapSession.login(ports.IMAP_PORT, other);
  await imap.command('SELECT INBOX');
  for (const command of [
    'UID FETCH 1:* (FLAGS BODY.PEEK[])',
    'UID FETCH 1,2,3,1000000 (ENVELOPE)',
    'UID STORE 1:* +FLAGS (\\Deleted)',
    'UID COPY 1:* Trash',
    'UID MOVE 1:* Trash',
    'UID EXPUNGE 1:*',
    'EXPUNGE',
  ]) {
    const { responses } = await imap.attempt(command);
    assert.deepEqual(responses, [], command);
  }
  for (const command of ['FETCH 1 (BODY.PEEK[])', 'STORE 1 +FLAGS (\\Deleted)', 'COPY 1:3 Trash']) {
    const { responses } = await imap.attempt(command);
    assert.deepEqual(responses, [], command);
  }
  for (const key of ['ALL', 'TEXT xyzzy', 'SUBJECT secret', 'HEADER Message-ID secret', 'UID 1:*']) {
    assert.deepEqual(await imap.search(key), [], key);
  }
});

test('IMAP: a user sees only their own quota root', async () => {
  await using imap = await ImapSession.login(ports.IMAP_PORT, other);
  const [root] = await imap.command('GETQUOTAROOT INBOX');
  const [, mine = ''] = /^\* QUOTAROOT INBOX "?([^"]*)"?$/.exec(root?.text ?? '') ?? [];
  const quota = (await imap.command('GETQUOTAROOT INBOX')).slice(1);
  for (const name of NAMES) {
    // RFC 9208 4.1.2: a name that does not exist counts as the account's own.
    const { status, responses } = await imap.attempt(`GETQUOTAROOT "${name}"`);
    if (name.startsWith('Other Users')) assert.match(status, /^NO /, name);
    else assert.deepEqual(responses.slice(1), quota, name);
  }
  for (const name of [owner, `${ownerId}`, 'owner', 'User quota', 'INBOX', 'Private/Deep']) {
    if (name === mine) continue;
    const { status, responses } = await imap.attempt(`GETQUOTA "${name}"`);
    assert.match(status, /^NO /, name);
    assert.deepEqual(responses, []);
  }
});

test('IMAP: changes in one account are not reported to another account in IDLE', async () => {
  await using idler = await Wire.connect({ port: ports.IMAP_PORT });
  await idler.expect(/^\* OK/);
  await idler.ask(`a LOGIN ${other} "${PASSWORD}"`, /^a OK/);
  await idler.line('b SELECT INBOX');
  await idler.until(/^b OK/);
  await idler.ask('c IDLE', /^\+ /);
  await using imap = await ImapSession.login(ports.IMAP_PORT, owner);
  await imap.command('SELECT INBOX');
  await imap.command('STORE 1 +FLAGS (\\Flagged)');
  // Own new mail is announced, so it would come after any notice of what the owner did.
  await deliverBytes(ports.SMTP_PORT, other, [Buffer.from('Subject: mine\r\n\r\n\r\n')]);
  await idler.expect(/^\* 1 EXISTS/);
  await idler.line('DONE');
  assert.ok((await idler.until(/^c OK/)).every((line) => !/FETCH|[2-9] EXISTS/.test(line)));
});

test("POP3: only the user's own maildrop is listed, read and deleted", async () => {
  await using owners = await Pop3Session.login(ports.POP3_PORT, owner);
  assert.equal((await owners.uidl()).length, 3);
  await using pop3 = await Pop3Session.login(ports.POP3_PORT, other);
  assert.equal((await pop3.uidl()).length, 1);
  for (const command of ['RETR 2', 'DELE 2', 'TOP 2 1', 'UIDL 2', 'LIST 3']) await pop3.wire.ask(command, /^-ERR/);
});

test('a login on behalf of another user (SASL PLAIN authzid) is refused by each protocol', async () => {
  const asOwner = Buffer.from(`${owner}\0${other}\0${PASSWORD}`).toString('base64');
  await using pop3 = await Wire.connect({ port: ports.POP3_PORT });
  await pop3.expect(/^\+OK/);
  await pop3.ask(`AUTH PLAIN ${asOwner}`, /^-ERR/);
  await using imap = await Wire.connect({ port: ports.IMAP_PORT });
  await imap.expect(/^\* OK/);
  await imap.ask(`a AUTHENTICATE PLAIN ${asOwner}`, /^a NO/);
  await using smtp = await Wire.connect({ port: ports.SUBMISSION_PORT });
  await smtp.expect(/^220/);
  await smtp.line('EHLO x');
  await smtp.until(/^250 /);
  await smtp.ask(`AUTH PLAIN ${asOwner}`, /^5/);
});

test('SMTP: no user can send as another account, in any spelling', async () => {
  await using smtp = await Wire.connect({ port: ports.SUBMISSION_PORT });
  await smtp.expect(/^220/);
  await smtp.line('EHLO x');
  await smtp.until(/^250 /);
  await smtp.ask(`AUTH PLAIN ${Buffer.from(`\0${other}\0${PASSWORD}`).toString('base64')}`, /^235/);
  for (const from of [owner, 'OWNER@A.TEST', 'owner+tag@a.test', '"owner"@a.test', 'x@elsewhere.test']) {
    await smtp.ask(`MAIL FROM:<${from}>`, /^550 5\.7\.1/);
  }
  await smtp.ask(`MAIL FROM:<${other}>`, /^250/);
});

test('at the end all mail of the owner is present and unchanged', async () => {
  assert.equal((await fixture.stage.messages(ownerId, 3)).length, 3);
  assert.equal((await fixture.stage.messages(ownerId, 3, 'Private/Deep')).length, 3);
  assert.equal((await fixture.stage.messages(otherId, 1)).length, 1);
  assert.deepEqual(fixture.complaints(), []);
});
