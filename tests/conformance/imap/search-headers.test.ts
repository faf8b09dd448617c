import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { stageBlob } from '@postroom/blobs';
import { appendMessages, factsOf, findMailbox } from '@postroom/mailbox';
import { describe } from '@postroom/mime';
import { testServer } from './server.ts';

const server = await testServer();
const alice = await server.account('alice@postroom.test');
const bob = await server.account('bob@postroom.test');
for (let n = 1; n <= 60; n++) {
  await server.deliver(
    alice,
    'INBOX',
    `Subject: message\r\nMessage-ID: <${n}@x>\r\nX-Odd: ${n % 2}\r\n\r\nbody ${n}\r\n`,
  );
}
after(async () => {
  await server[Symbol.asyncDispose]();
  assert.deepEqual(server.errors, []);
});

async function open(address: string) {
  const wire = await server.login(address);
  await wire.line('s SELECT INBOX');
  await wire.until(/^s OK/);
  return wire;
}

test('a SEARCH with hundreds of header keys reads each header once', { timeout: 60_000 }, async () => {
  const wire = await open('alice@postroom.test');
  const ids = Array.from({ length: 900 }, (_, n) => `HEADER Message-ID <${2 * n}@x>`);
  const any = ids.reduce((all, key) => `OR ${key} (${all})`.replace(/[()]/g, ''));
  await wire.line(`a SEARCH ${any}`);
  const [line] = await wire.until(/^a OK/);
  assert.equal(line, `* SEARCH ${Array.from({ length: 30 }, (_, n) => 2 * n + 2).join(' ')}`);
  await wire.line('b SEARCH NOT HEADER X-Odd 1 OR HEADER Message-ID <7@ HEADER Message-ID <8@ NOT SEEN');
  assert.equal((await wire.until(/^b OK/))[0], '* SEARCH 8');
  await wire.line('c SEARCH OR (UNSEEN HEADER X-Odd 1 1:4) (HEADER X-Odd 0 2) NOT HEADER X-None ""');
  assert.equal((await wire.until(/^c OK/))[0], '* SEARCH 1 2 3');
  wire.close();
});

test('SEARCH RETURN (MIN MAX) looks from both ends and stops at the first match (RFC 4731 3.1)', async () => {
  const carol = await server.account('carol@postroom.test');
  const inbox = await findMailbox(server.store.pool, carol, 'INBOX');
  const raw = Buffer.from('Subject: message\r\nX-Odd: 1\r\n\r\nbody\r\n');
  for (let batch = 0; batch < 8; batch++) {
    const messages = Array.from({ length: 500 }, () => {
      const blob = stageBlob(raw);
      const facts = factsOf(describe(raw), blob.header);
      return { blob, facts, flags: 0, keywords: [], internalDate: new Date('2026-11-22T10:00:00Z') };
    });
    await appendMessages(server.store, inbox, messages);
  }
  const wire = await open('carol@postroom.test');
  let looks = 0;
  const count = () => void looks++;
  server.store.pool.on('acquire', count);
  const asks = async (key: string): Promise<[line: string | undefined, looks: number]> => {
    const before = looks;
    await wire.line(`a UID SEARCH ${key}`);
    const [line] = await wire.until(/^a OK/);
    return [line, looks - before];
  };
  const [all, most] = await asks('RETURN (COUNT) HEADER X-Odd 1');
  const [first, few] = await asks('RETURN (MIN) HEADER X-Odd 1');
  const [both] = await asks('RETURN (MIN MAX) HEADER X-Odd 1');
  const [none] = await asks('RETURN (MIN MAX) HEADER X-Odd 2');
  server.store.pool.off('acquire', count);
  assert.deepEqual(
    [all, first, both, none].map((line) => line?.replace(/^.*\) /, '')),
    ['UID COUNT 4000', 'UID MIN 1', 'UID MIN 1 MAX 4000', 'UID'],
  );
  assert.ok(few < most, `${few}, ${most}`);
  wire.close();
});

test('HEADER matches any occurrence of a repeated field', async () => {
  await server.deliver(bob, 'INBOX', 'From: a@x.test\r\nSubject: once\r\n\r\n\r\n');
  await server.deliver(
    bob,
    'INBOX',
    'From: a@x.test\r\nFrom: b@x.test\r\nSubject: once\r\nSubject: =?utf-8?q?zwei?=\r\nTo: c@x.test\r\nTo: d@x.test\r\nX-A: e\r\nX-A: f\r\n\r\n\r\n',
  );
  const wire = await open('bob@postroom.test');
  for (const [key, found] of [
    // RFC 3501 6.4.4: any header field with that name may contain the string
    ['HEADER Subject zwei', ' 2'],
    ['HEADER Subject once', ' 1 2'],
    ['HEADER From b@x.test', ' 2'],
    ['NOT HEADER From b@x.test', ' 1'],
    ['HEADER To c@x.test HEADER To d@x.test HEADER X-A e HEADER X-A f', ' 2'],
    // The envelope has the last field
    ['SUBJECT zwei', ' 2'],
    ['FROM b@x.test', ' 2'],
    ['NOT SUBJECT once', ' 2'],
    ['NOT FROM a@x.test', ' 2'],
    ['TO d@x.test', ' 2'],
    ['TEXT zwei', ' 2'],
  ] as const) {
    await wire.line(`a SEARCH ${key}`);
    assert.equal((await wire.until(/^a OK/))[0], `* SEARCH${found}`, key);
  }
  wire.close();
});

test('many searches of one account do not block others, and a search for too many texts is refused with a reason', async () => {
  const sessions = await Promise.all(Array.from({ length: 8 }, () => open('alice@postroom.test')));
  const other = await open('bob@postroom.test');
  const found = sessions.map(async (wire) => {
    await wire.line('a SEARCH TEXT "body 1" NOT TEXT nowhere');
    return (await wire.until(/^a OK/))[0];
  });
  await other.ask('n NOOP', /^n OK/);
  for (const line of await Promise.all(found)) assert.match(line ?? '', /^\* SEARCH 1 10 11 12/);
  await other.ask(`t SEARCH${' TEXT a'.repeat(101)}`, /^t NO \[LIMIT\] A search may have 100 keys of BODY and TEXT/);
  for (const wire of [...sessions, other]) wire.close();
});
