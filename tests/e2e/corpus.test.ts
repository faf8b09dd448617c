import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { checkImap, checkPop3, type Kept, keep } from '../support/byte-for-byte.ts';
import { checkParts } from '../support/every-part.ts';
import { hostileMessages } from '../support/hostile.ts';
import { ImapSession } from '../support/imap-session.ts';
import { imapflow } from '../support/mail-programs.ts';
import { python } from '../support/programs.ts';
import { corpus, withCrlf } from '../support/samples.ts';
import { EVERY_KEY } from '../support/search-keys.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

// Odd and broken mail, and mail made to do harm, goes in by SMTP and comes out unchanged by every protocol.

const samples = [...corpus().map((sample) => ({ ...sample, raw: withCrlf(sample.raw) })), ...hostileMessages()];
const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
const { ports } = fixture.platform;
const address = 'reader@a.test';
let kept: Kept[] = [];

test('every message of the corpus is filed as it was sent, behind our trace headers', async () => {
  kept = await keep(fixture, address, samples);
  assert.equal(kept.length, samples.length);
});

test('IMAP returns the same bytes as a whole, as header and text, and in pieces', async () => {
  await using imap = await ImapSession.login(ports.IMAP_PORT, address);
  await imap.command('SELECT INBOX');
  for (const one of kept) await checkImap(imap, one);
});

test('POP3 returns the same bytes', () => checkPop3(ports.POP3_PORT, address, kept));

test('imapflow understands every envelope and body structure, and finds every part', async () => {
  await using client = await imapflow(fixture, address);
  await client.mailboxOpen('INBOX');
  let parts = 0;
  // imapflow gives up at 25 levels of parentheses, so nested messages are left out; Python below has no such limit.
  for (const one of kept) if (!one.name.includes('nested')) parts += await checkParts(client, one);
  assert.ok(parts > kept.length);
});

test('IMAP finds every message by the subject and text that tests/corpus expects', async () => {
  await using imap = await ImapSession.login(ports.IMAP_PORT, address);
  await imap.command('SELECT INBOX');
  for (const { name, uid, expected } of kept) {
    const { subject = '', text = [] } = expected ?? {};
    for (const passage of text) {
      assert.ok((await imap.search(`CHARSET UTF-8 BODY ${literal(passage)}`)).includes(uid), `${name}: ${passage}`);
    }
    if (subject !== '')
      assert.ok((await imap.search(`CHARSET UTF-8 SUBJECT ${literal(subject)}`)).includes(uid), `${name}: ${subject}`);
  }
});

test("Python's imaplib and email read every message", async (context) => {
  const output = await python(context, 'read-all.py', 'localhost', ports.IMAPS_PORT, address, fixture.platform.caFile);
  if (output !== undefined) assert.equal(output, `${kept.length} read\n`);
});

test('every search key works over all messages', async () => {
  await using imap = await ImapSession.login(ports.IMAP_PORT, address);
  await imap.command('SELECT INBOX');
  const all = kept.map(({ uid }) => uid).sort((a, b) => a - b);
  for (const key of EVERY_KEY) {
    const found = await imap.search(key);
    const others = await imap.search(`NOT ${key}`);
    assert.deepEqual(
      [...found, ...others].sort((a, b) => a - b),
      all,
      key,
    );
  }
});

test('IMAP finds by header words the same messages as imapflow reads them', async () => {
  await using client = await imapflow(fixture, address);
  await client.mailboxOpen('INBOX');
  const messages = await client.fetchAll('1:*', { envelope: true, uid: true });
  const uids = (has: (envelope: NonNullable<(typeof messages)[0]['envelope']>) => boolean) =>
    messages.filter(({ envelope }) => envelope && has(envelope)).map(({ uid }) => uid);
  for (const word of ['test', 'Re:', '海']) {
    const expected = uids(({ subject }) => plain(subject ?? '').includes(plain(word)));
    assert.ok(expected.length > 0, word);
    assert.deepEqual(await client.search({ subject: word }, { uid: true }), expected, word);
  }
  // Search ignores accents and decomposes ligatures such as æ.
  const found = await client.search({ subject: 'é' }, { uid: true });
  const wanted = uids(({ subject }) => plain(subject ?? '').includes('e'));
  assert.ok(found && wanted.length > 0 && wanted.every((uid) => found.includes(uid)));
  for (const word of ['nils', 'lantern.example']) {
    const expected = uids(({ from }) =>
      JSON.stringify(from ?? [])
        .toLowerCase()
        .includes(word),
    );
    const found = await client.search({ from: word }, { uid: true });
    assert.ok(found && expected.length > 0 && expected.every((uid) => found.includes(uid)), word);
  }
});

test('no service has crashed or logged an error', () => assert.deepEqual(fixture.complaints(), []));

/** Returns a text as a search compares it. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

/** Returns a non-synchronizing literal (RFC 7888 4). */
function literal(text: string): string {
  return `{${Buffer.byteLength(text)}+}\r\n${text}`;
}
