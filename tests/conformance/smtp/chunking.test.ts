import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Wire } from '@postroom/testkit';
import { startSmtp } from '../../../services/smtp-ingress/testing.ts';
import { eventually } from '../../support/eventually.ts';

// RFC 3030: messages in chunks, from honest and hostile clients.

const smtp = await startSmtp({ maxMessageBytes: 1_000_000, maxHeaderBytes: 100_000 });
after(() => smtp[Symbol.asyncDispose]());
await smtp.account('alice@postroom.test');
const port = await smtp.listen('mx');

async function addressed(parameters = '', at = port): Promise<Wire> {
  const wire = await Wire.connect({ port: at, timeout: 20_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await again(wire, parameters);
  return wire;
}

async function again(wire: Wire, parameters = ''): Promise<void> {
  await wire.ask(`MAIL FROM:<a@x.test>${parameters}`, /^250 /);
  await wire.ask('RCPT TO:<alice@postroom.test>', /^250 /);
}

const bdat = (octets: Buffer | string, last = ''): Buffer =>
  Buffer.concat([Buffer.from(`BDAT ${Buffer.byteLength(octets)}${last}\r\n`), Buffer.from(octets as string)]);

async function lastMail() {
  const mail = (await smtp.accepted()).at(-1);
  assert.ok(mail);
  return mail;
}

async function storedChunks(): Promise<number> {
  const { rows } = await smtp.pool.query<{ n: number }>('select count(*)::int as n from blob_chunks');
  return rows[0]?.n ?? 0;
}

const EVERY_OCTET = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet));
const HEADER = 'Subject: x\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n';

test('a message is the same however BDAT splits it, and commands between chunks are executed', async () => {
  const message = Buffer.concat([
    Buffer.from('Subject: x\r\n\r\n.\r\n..\r\n\r\n.\r\nMAIL FROM:<evil@x.test>\r\nbare\nlf\rcr\n.\nend\r\n'),
  ]);
  for (const size of [1, 3, 7, 20, 1_000]) {
    for (const piece of [1, 5, 10_000]) {
      await using wire = await addressed();
      const chunks: Buffer[] = [];
      for (let at = 0; at < message.length; at += size) {
        chunks.push(bdat(message.subarray(at, at + size)), Buffer.from('NOOP\r\n'));
      }
      await wire.send(Buffer.concat([...chunks, bdat('', ' LAST'), Buffer.from('QUIT\r\n')]), piece);
      const replies = await wire.until(/^221 /);
      assert.deepEqual(new Set(replies.map((reply) => reply.slice(0, 3))), new Set(['250', '221']));
      assert.equal(replies.length, chunks.length + 2);
      const { raw } = await lastMail();
      assert.ok(raw.endsWith(`\r\n${message.toString('latin1')}`), raw);
      assert.equal(raw.match(/^Received:/gm)?.length, 1);
    }
  }
});

test('BINARYMIME keeps every octet, and marks the message as binary only if it is', async () => {
  const binary = async () =>
    (await smtp.pool.query<{ b: boolean }>('select is_binary as b from accepted_mails order by id desc limit 1'))
      .rows[0]?.b;
  await using wire = await addressed(' BODY=BINARYMIME');
  await wire.send(bdat(HEADER));
  await wire.send(bdat(Buffer.concat([EVERY_OCTET, EVERY_OCTET]), ' LAST'));
  await wire.expect(/^250 /);
  await wire.expect(/^250 2\.0\.0 Queued/);
  const { raw } = await lastMail();
  assert.ok(raw.endsWith(HEADER + EVERY_OCTET.toString('latin1').repeat(2)));
  assert.equal(await binary(), true);
  await again(wire, ' BODY=BINARYMIME');
  await wire.send(bdat(`${HEADER}lines of text\r\n`, ' LAST'));
  await wire.expect(/^250 2\.0\.0 Queued/);
  assert.equal(await binary(), false);
});

test('a message without a final line end, and an empty message, are accepted', async () => {
  await using wire = await addressed();
  for (const message of ['Subject: x\r\n\r\nno end', 'Subject: x', '']) {
    await wire.send(bdat(message, ' LAST'));
    await wire.expect(/^250 2\.0\.0 Queued/);
    assert.ok((await lastMail()).raw.endsWith(`\r\n${message}`));
    await again(wire);
  }
});

test('memory does not depend on whether a large message comes in many chunks or in one', async () => {
  const large = Buffer.from(`Subject: large\r\n\r\n${'a line of a large message\r\n'.repeat(30_000)}`);
  await using wire = await addressed();
  for (let at = 0; at < large.length; at += 10_000) await wire.send(bdat(large.subarray(at, at + 10_000)));
  await wire.send(bdat('', ' LAST'));
  const replies = await wire.until(/^250 2\.0\.0 Queued/);
  assert.equal(replies.length, 1 + Math.ceil(large.length / 10_000));
  const { rows } = await smtp.pool.query<{ body: Buffer }>(
    `select string_agg(c.data, ''::bytea order by c.n) as body from blob_chunks c
     where c.blob_id = (select blob_id from accepted_mails order by id desc limit 1)`,
  );
  assert.ok(rows[0]?.body.equals(large.subarray(large.indexOf('\r\n\r\n') + 4)));
  await smtp.pool.query('delete from blob_chunks');
});

test('a message that becomes too large is discarded with its further chunks, and the session stays in step', async () => {
  await using wire = await addressed();
  await wire.send(bdat(`Subject: x\r\n\r\n${'x'.repeat(600_000)}`));
  await wire.expect(/^250 /);
  await wire.send(
    Buffer.concat([bdat('QUIT\r\n'.repeat(100_000)), bdat('QUIT\r\n'.repeat(10)), bdat('QUIT\r\n', ' LAST')]),
  );
  for (let count = 0; count < 3; count++) await wire.expect(/^552 5\.3\.4 /);
  await wire.send(bdat('QUIT\r\n', ' LAST'));
  await wire.expect(/^503 5\.5\.1 /);
  await again(wire);
  await wire.send(bdat(`Subject: x\r\n${'y: z\r\n'.repeat(20_000)}`));
  await wire.expect(/^552 5\.3\.4 /);
  await again(wire);
  await wire.send(bdat('Subject: small\r\n\r\n', ' LAST'));
  await wire.expect(/^250 2\.0\.0 Queued/);
  await eventually('nothing stays of what was refused', async () => (await storedChunks()) === 0);
});

test('a client that goes on sending chunks of a refused message is disconnected', async () => {
  await using wire = await addressed();
  await wire.send(bdat('x'.repeat(1_100_000)));
  await wire.expect(/^552 5\.3\.4 /);
  for (let count = 0; count < 4; count++) {
    await wire.send(bdat('x'.repeat(1_000_000)));
    await wire.expect(/^552 5\.3\.4 /);
  }
  await wire.line('BDAT 1');
  await wire.expect(/^552 5\.3\.4 /);
  await wire.expect(/^421 4\.7\.0 /);
  await wire.closed();
});

test('chunks of a pipelining client are not read as commands after its recipients are refused', async () => {
  const strict = await smtp.listen('mx', { settings: { maxErrors: 5 } });
  await using wire = await Wire.connect({ port: strict });
  await wire.expect(/^220 /);
  await wire.ask('HELO client.test', /^250 /);
  const envelope = 'MAIL FROM:<a@x.test>\r\nRCPT TO:<nobody@postroom.test>\r\n';
  const chunks = Array.from({ length: 10 }, () => bdat('QUIT\r\n'));
  await wire.send(
    Buffer.concat([Buffer.from(envelope), ...chunks, bdat('QUIT\r\n', ' LAST'), Buffer.from('NOOP\r\n')]),
  );
  await wire.expect(/^250 /);
  await wire.expect(/^550 5\.1\.1 /);
  for (let count = 0; count < 11; count++) await wire.expect(/^503 5\.5\.1 /);
  await wire.expect(/^250 2\.0\.0 OK/);
});

test('a client that disconnects within a chunk or between chunks leaves nothing behind', async () => {
  const { rejected } = smtp.services.metrics;
  const before = JSON.stringify((await rejected.get()).values);
  const mails = (await smtp.accepted()).length;
  const large = await smtp.listen('mx', { settings: { maxMessageBytes: 10_000_000 } });
  for (const rest of ['BDAT 100\r\nhalf', 'BDAT 100 LAST\r\nhalf', '']) {
    const wire = await addressed('', large);
    await wire.send(bdat(`Subject: x\r\n\r\n${'a line\r\n'.repeat(150_000)}`));
    await wire.send(bdat('a line\r\n'.repeat(50_000)));
    await wire.until(/^250 2\.0\.0 400000 /);
    await wire.send(rest);
    assert.notEqual(await storedChunks(), 0);
    wire.close();
    await eventually('its octets are gone', async () => (await storedChunks()) === 0);
  }
  await using wire = await addressed('', large);
  for (const leave of ['RSET', 'HELO again', 'QUIT']) {
    await wire.send(bdat(`Subject: x\r\n\r\n${'a line\r\n'.repeat(150_000)}`));
    await wire.until(/^250 2\.0\.0 \d+ /);
    assert.notEqual(await storedChunks(), 0);
    await wire.ask(leave, /^2/);
    await eventually('its octets are gone', async () => (await storedChunks()) === 0);
    if (leave !== 'QUIT') await again(wire);
  }
  assert.equal((await smtp.accepted()).length, mails);
  assert.equal(JSON.stringify((await rejected.get()).values), before);
});

test('the time for a message in chunks is limited, however often the client sends', async () => {
  const strict = await smtp.listen('mx', { settings: { dataMs: 200 } });
  await using wire = await addressed('', strict);
  let over = false;
  const ended = wire.closed(20_000).then(() => {
    over = true;
  });
  while (!over) {
    await wire.send('BDAT 0\r\n');
    await nextTurn();
  }
  await ended;
  await wire.until(/^421 4\.4\.2 Timeout while receiving the message/);
});

test('RFC 1870 5: SIZE is an estimate: chunks may be smaller or larger, but not above the limit in EHLO', async () => {
  const message = 'Subject: x\r\n\r\n';
  await using wire = await addressed(' SIZE=10');
  await wire.send(bdat(message, ' LAST'));
  await wire.expect(/^250 2\.0\.0 Queued/);
  await again(wire, ' SIZE=900000');
  await wire.send(bdat(message, ' LAST'));
  await wire.expect(/^250 2\.0\.0 Queued/);
  const before = (await smtp.accepted()).length;
  await again(wire, ' SIZE=10');
  const half = `${'x'.repeat(998)}\r\n`.repeat(600);
  await wire.send(bdat(`${message}${half}`));
  await wire.expect(/^250 2\.0\.0 600014 octets/);
  await wire.send(bdat(half, ' LAST'));
  await wire.expect(/^552 5\.3\.4 /);
  // RFC 1870 6.1: a message announced as too large begins no transaction, and its chunk is read and discarded.
  await wire.ask('MAIL FROM:<a@x.test> SIZE=1000001', /^552 5\.3\.4 /);
  await wire.ask('RCPT TO:<alice@postroom.test>', /^503 /);
  await wire.send(bdat('QUIT\r\n', ' LAST'));
  await wire.expect(/^503 /);
  await wire.ask('NOOP', /^250 2\.0\.0 OK/);
  assert.equal((await smtp.accepted()).length, before);
  await eventually('nothing of it is kept', async () => (await storedChunks()) === 0);
});
