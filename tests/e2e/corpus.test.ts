import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { checkImap, checkPop3, type Kept, keep } from '../support/byte-for-byte.ts';
import { checkParts } from '../support/every-part.ts';
import { openHouse } from '../support/house.ts';
import { ImapSession } from '../support/imap-session.ts';
import { imapflow } from '../support/mail-programs.ts';
import { python } from '../support/programs.ts';
import { corpus } from '../support/samples.ts';
import { EVERY_KEY } from '../support/search-keys.ts';

// Real and broken mail goes in by SMTP and comes out as it was, by every way out.

const samples = corpus();
const missing = samples.length === 0 ? 'there is no ../shared/corpus beside this checkout' : false;
const house = await openHouse();
after(() => house[Symbol.asyncDispose]());
const { ports } = house.platform;
const address = 'reader@a.test';
let kept: Kept[] = [];

test('every message of the corpus arrives as it was sent, behind our trace headers', { skip: missing }, async () => {
  kept = await keep(house, address, samples);
  assert.equal(kept.length, samples.length);
});

test('IMAP gives the same bytes whole, as header and text, and in pieces', { skip: missing }, async () => {
  await using imap = await ImapSession.login(ports.IMAP_PORT, address);
  await imap.command('SELECT INBOX');
  for (const one of kept) await checkImap(imap, one);
});

test('POP3 gives the same bytes', { skip: missing }, () => checkPop3(ports.POP3_PORT, address, kept));

test('imapflow understands every envelope and structure, and every part is where it says', {
  skip: missing,
}, async () => {
  await using client = await imapflow(house, address);
  await client.mailboxOpen('INBOX');
  let parts = 0;
  for (const one of kept) parts += await checkParts(client, one);
  assert.ok(parts > kept.length);
});

test("Python's imaplib and email read every one", { skip: missing }, async (context) => {
  const output = await python(context, 'read-all.py', 'localhost', ports.IMAPS_PORT, address, house.platform.caFile);
  if (output !== undefined) assert.equal(output, `${kept.length} read\n`);
});

test('every search key works over them', { skip: missing }, async () => {
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

test('searching for words of the header finds what imapflow sees there', { skip: missing }, async () => {
  await using client = await imapflow(house, address);
  await client.mailboxOpen('INBOX');
  const messages = await client.fetchAll('1:*', { envelope: true, uid: true });
  const uids = (has: (envelope: NonNullable<(typeof messages)[0]['envelope']>) => boolean) =>
    messages.filter(({ envelope }) => envelope && has(envelope)).map(({ uid }) => uid);
  for (const word of ['test', 'Re:', 'まみむめも', 'é']) {
    const expected = uids(({ subject }) => subject?.toLowerCase().includes(word.toLowerCase()) ?? false);
    assert.deepEqual(await client.search({ subject: word }, { uid: true }), expected, word);
  }
  for (const word of ['mikel', 'example.com']) {
    const expected = uids(({ from }) =>
      JSON.stringify(from ?? [])
        .toLowerCase()
        .includes(word),
    );
    const found = await client.search({ from: word }, { uid: true });
    assert.ok(found && expected.every((uid) => found.includes(uid)), word);
  }
});

test('no service ended or logged an error', () => assert.deepEqual(house.complaints(), []));
