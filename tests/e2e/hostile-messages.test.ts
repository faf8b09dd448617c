import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { checkImap, checkPop3, type Kept, keep } from '../support/byte-for-byte.ts';
import { checkParts } from '../support/every-part.ts';
import { hostileMessages } from '../support/hostile.ts';
import { openHouse } from '../support/house.ts';
import { ImapSession } from '../support/imap-session.ts';
import { imapflow } from '../support/mail-programs.ts';
import { python } from '../support/programs.ts';
import { EVERY_KEY } from '../support/search-keys.ts';

// Messages made to hurt are mail as any other: taken, kept byte for byte, and readable.

const house = await openHouse();
after(() => house[Symbol.asyncDispose]());
const { ports } = house.platform;
const address = 'target@a.test';
let kept: Kept[] = [];

test('every one is taken and filed as it was sent', async () => {
  kept = await keep(house, address, hostileMessages());
});

test('IMAP gives the same bytes whole, as header and text, and in pieces', async () => {
  await using imap = await ImapSession.login(ports.IMAP_PORT, address);
  await imap.command('SELECT INBOX');
  for (const one of kept) await checkImap(imap, one);
});

test('POP3 gives the same bytes', () => checkPop3(ports.POP3_PORT, address, kept));

test('imapflow understands every envelope and structure, and every part is where it says', async () => {
  await using client = await imapflow(house, address);
  await client.mailboxOpen('INBOX');
  // It gives up at 25 levels of parentheses, for that message alone; Python below has no such limit.
  for (const one of kept) if (!one.name.includes('nested')) await checkParts(client, one);
});

test("Python's imaplib and email read every one", async (context) => {
  const output = await python(context, 'read-all.py', 'localhost', ports.IMAPS_PORT, address, house.platform.caFile);
  if (output !== undefined) assert.equal(output, `${kept.length} read\n`);
});

test('every search key works over them', async () => {
  await using imap = await ImapSession.login(ports.IMAP_PORT, address);
  await imap.command('SELECT INBOX');
  for (const key of EVERY_KEY) {
    const count = (await imap.search(key)).length + (await imap.search(`NOT ${key}`)).length;
    assert.equal(count, kept.length, key);
  }
});

test('no service ended or logged an error', () => assert.deepEqual(house.complaints(), []));
