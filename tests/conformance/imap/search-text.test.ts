import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testServer } from './server.ts';

const MIB = 1024 * 1024;

const server = await testServer({ maxSearchBytes: 10 * MIB });
const alice = await server.account('alice@postroom.test');
after(async () => {
  await server[Symbol.asyncDispose]();
  assert.deepEqual(server.errors, []);
});

const long = 'lorem ipsum dolor\r\n'.repeat(120_000);

/** Returns a message of some 2 MB; the end of its text is not in the search index. */
const letter = (number: number, end: string): string =>
  `Subject: number ${number}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${long}${end}\r\n`;

async function open() {
  const wire = await server.login('alice@postroom.test');
  await wire.line('s SELECT INBOX');
  await wire.until(/^s OK/);
  return async (keys: string): Promise<string[]> => {
    await wire.line(`a SEARCH ${keys}`);
    return wire.until(/^a /);
  };
}

test('text is found at any place in a long message', { timeout: 60_000 }, async () => {
  await server.deliver(alice, 'INBOX', letter(1, 'the needle'));
  await server.deliver(alice, 'INBOX', letter(2, 'the nädel'));
  await server.deliver(alice, 'INBOX', 'Subject: number 3\r\n\r\na needle in short\r\n');
  const search = await open();
  const cases = [
    ['BODY needle', '1 3'],
    ['TEXT "the needle"', '1'],
    ['NOT BODY needle', '2'],
    ['NOT TEXT "number 2" NOT BODY "in short"', '1'],
    ['OR BODY haystack SUBJECT "number 2"', '2'],
    ['BODY needle NOT BODY lorem', '3'],
    ['CHARSET utf-8 BODY "THE N\u00c4DEL" BODY lorem', '2'],
    ['HEADER Subject number BODY needle 1:2', '1'],
    ['HEADER X-None "" BODY needle', ''],
    ['BODY dolor', '1 2'],
    ['BODY haystack', ''],
    ['BODY "the nadel"', '2'],
    ['TEXT "THE NADEL" SUBJECT number', '2'],
  ];
  for (const [keys, found] of cases) {
    assert.deepEqual(await search(keys as string), [`* SEARCH${found && ` ${found}`}`, 'a OK SEARCH completed'], keys);
  }
});

test('a search that is too expensive is refused with a reason, and succeeds when narrowed', {
  timeout: 60_000,
}, async () => {
  for (let n = 4; n <= 6; n += 1) await server.deliver(alice, 'INBOX', letter(n, 'the end'));
  const search = await open();
  assert.deepEqual(await search('BODY haystack'), [
    'a NO [LIMIT] Too much text for one search, ask for fewer messages (by date, or sender)',
  ]);
  assert.deepEqual(await search('BODY lorem'), ['* SEARCH 1 2 4 5 6', 'a OK SEARCH completed']);
  assert.deepEqual(await search('4:5 BODY "the end"'), ['* SEARCH 4 5', 'a OK SEARCH completed']);
});
