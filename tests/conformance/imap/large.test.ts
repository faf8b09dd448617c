import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { message, testServer } from './server.ts';

const server = await testServer();
const alice = await server.account('alice@postroom.test');
after(async () => {
  await server[Symbol.asyncDispose]();
  assert.deepEqual(server.errors, []);
});

const MIB = 1024 * 1024;
const PIECE = 16 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Returns the MiB in use, after a garbage collection. */
function memory(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return Math.round((heapUsed + external) / MIB);
}

/** Returns a message with an attachment of this many bytes. */
function large(bytes: number): Buffer {
  const line = `${'A'.repeat(76)}\r\n`;
  const head =
    'Subject: large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\nContent-Type: a/b\r\n\r\n';
  return Buffer.from(`${head}${line.repeat(bytes / line.length)}\r\n--b--\r\n`);
}

test('messages of every size are fetched whole one by one', async () => {
  const bob = await server.account('bob@postroom.test');
  const sized = (header: number, body: number): Buffer =>
    Buffer.from(`X-Long: ${'h'.repeat(header)}\r\n\r\n${'b'.repeat(body)}`);
  const raws = [0, 100, 65_500, 65_536, 300_000].flatMap((size) => [sized(size, 0), sized(1, size), sized(size, size)]);
  for (const raw of raws) await server.deliver(bob, 'INBOX', raw);
  const wire = await server.login('bob@postroom.test');
  await wire.line('a SELECT INBOX');
  await wire.until(/^a OK/);
  for (const [index, raw] of raws.entries()) {
    await wire.ask(`b UID FETCH ${index + 1} (BODY.PEEK[])`, new RegExp(`BODY\\[\\] \\{${raw.length}\\}$`));
    assert.ok((await wire.readBytes(raw.length)).equals(raw), `message ${index + 1}`);
    await wire.until(/^b OK/);
  }
  wire.close();
});

test('a message of 12 MB is appended and fetched unchanged, whole and in parts', { timeout: 120_000 }, async () => {
  const raw = large(12 * MIB);
  const wire = await server.login('alice@postroom.test');
  await wire.ask(`a APPEND Archive {${raw.length}}`, /^\+/);
  await wire.send(raw);
  await wire.send('\r\n');
  const appended = await wire.readLine(60_000);
  assert.match(appended, /^a OK \[APPENDUID \d+ 1\]/);
  await wire.line('b EXAMINE Archive');
  await wire.until(/^b OK/);
  await wire.ask('c FETCH 1 BODY.PEEK[]', new RegExp(`^\\* 1 FETCH \\(BODY\\[\\] \\{${raw.length}\\}$`));
  const hash = createHash('sha256');
  // Reads in pieces, because the wire client is not made for large data.
  for (let left = raw.length; left > 0; left -= PIECE) hash.update(await wire.readBytes(Math.min(left, PIECE)));
  assert.equal(hash.digest('hex'), createHash('sha256').update(raw).digest('hex'));
  await wire.until(/^c OK/);
  const start = 8 * MIB + 123;
  await wire.ask(`d FETCH 1 BODY.PEEK[]<${start}.100000>`, /^\* 1 FETCH \(BODY\[\]<8388731> \{100000\}$/);
  assert.deepEqual(await wire.readBytes(100_000), raw.subarray(start, start + 100_000));
  await wire.until(/^d OK/);
  await wire.ask('e FETCH 1 BODY.PEEK[1]', /\{5\}$/);
  assert.deepEqual(await wire.until(/^e OK/), ['Hello)', 'e OK FETCH completed']);
  await wire.ask('f FETCH 1 BODY.PEEK[2.MIME]', /\{21\}$/);
  await wire.until(/^f OK/);
  wire.close();
});

test('memory stays small while a client does not read its large answers', { timeout: 60_000 }, async () => {
  const before = memory();
  for (let n = 0; n < 5; n += 1) await server.deliver(alice, 'Trash', large(4 * MIB));
  const wire = await server.login('alice@postroom.test');
  await wire.line('a EXAMINE Trash');
  await wire.until(/^a OK/);
  await sleep(100);
  wire.socket.pause();
  await wire.line(...Array.from({ length: 20 }, (_, n) => `f${n} FETCH 1:* BODY.PEEK[]`));
  await sleep(1_500);
  const grown = memory() - before;
  assert.ok(grown < 60, `400 MB of answers cost ${grown} MiB`);
  wire.close();
});

test('sequence numbers, sets and a large EXPUNGE are right in a mailbox of more than 10,000 messages', {
  timeout: 60_000,
}, async () => {
  const raw = message(1);
  for (let n = 0; n < 300; n += 1) await server.deliver(alice, 'Junk', raw);
  const wire = await server.login('alice@postroom.test');
  await wire.line('a SELECT Junk');
  await wire.until(/^a OK/);
  for (let doubling = 0; doubling < 6; doubling += 1) {
    await wire.line(`c${doubling} UID COPY 1:* Junk`);
    await wire.until(new RegExp(`^c${doubling} OK`));
  }
  await wire.line('s UID SEARCH ALL');
  assert.equal((await wire.until(/^s OK/))[0]?.split(' ').length, 2 + 19_200);
  await wire.line('m STORE 2:19199 +FLAGS.SILENT (\\Deleted)', 'e EXPUNGE');
  await wire.until(/^m OK/);
  const expunged = await wire.until(/^e OK/);
  assert.equal(expunged.length, 19_199);
  assert.equal(expunged[0], '* 2 EXPUNGE');
  await wire.line('f FETCH 1:* UID');
  assert.deepEqual(await wire.until(/^f OK/), ['* 1 FETCH (UID 1)', '* 2 FETCH (UID 19200)', 'f OK FETCH completed']);
  wire.close();
});
