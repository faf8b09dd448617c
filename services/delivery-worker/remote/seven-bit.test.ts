import assert from 'node:assert/strict';
import { isAscii } from 'node:buffer';
import { after, before, beforeEach, test } from 'node:test';
import { BlobWriter, insertBlobs } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import { decodeBody, scan } from '@postroom/mime';
import { startSmtpPeer } from '@postroom/testkit';
import { deliverRemote } from './deliver.ts';
import { acceptMail, type Bench, makeAccount, openBench, reports, rowsOf } from './testing.ts';

// RFC 6152 3: 8-bit mail to a server that accepts only 7-bit lines (docs/decisions/0410-seven-bit-lines.md).

let bench: Bench;

before(async () => {
  bench = await openBench({
    'b.test': {
      MX: [
        [10, 'mx1.b.test'],
        [20, 'mx2.b.test'],
      ],
    },
    'mx1.b.test': { A: ['127.0.0.1'] },
    'mx2.b.test': { A: ['127.0.0.2'] },
  });
  await makeAccount(bench.pool, 'alice@postroom.test');
});
after(() => bench[Symbol.asyncDispose]());
beforeEach(() => bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs'));

const OLD = ['PIPELINING', 'SIZE 52428800', 'DSN'];
const RETURN_PATH = 'Return-Path: <alice@postroom.test>\r\n';
const HEADER =
  'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n';

test('a server without 8BITMIME gets the mail in 7-bit encoding, and the next server with it gets the original', async () => {
  await using old = await startSmtpPeer({
    extensions: OLD,
    script: ({ stage }) => (stage === 'mail' ? 'drop' : undefined),
  });
  await using young = await startSmtpPeer({ host: '127.0.0.2', port: old.port });
  const raw = `${RETURN_PATH}${HEADER}Grüße =\r\n.\r\n`;
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test'], { raw });
  await deliverRemote(bench.context({ port: old.port }), { destination: 'b.test' });
  old.script = () => undefined;
  await acceptMail(bench.pool, ['bob@b.test'], { raw });
  await deliverRemote(bench.context({ port: old.port }), { destination: 'b.test' });
  const [sent] = old.messages;
  assert.ok(sent);
  assert.match(sent.content.toString(), /: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe =3D\r\n\.\r\n$/);
  assert.doesNotMatch(sent.mailLine, /BODY=/);
  assert.match(sent.mailLine, new RegExp(` SIZE=${sent.content.length}( |$)`));
  assert.deepEqual(
    young.messages.map(({ content }) => content.toString()),
    [raw.slice(RETURN_PATH.length)],
  );
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'relayed');
  const { rows } = await bench.pool.query(`select detail::text as text from delivery_events where kind = 'attempted'`);
  assert.match(rows[0]?.text, /7-bit lines only/);
});

test('a large message is re-encoded piece by piece', async () => {
  await using peer = await startSmtpPeer({ extensions: OLD });
  const { pool } = bench;
  const text = 'Grüße, 你好\r\n'.repeat(200_000);
  await using writer = new BlobWriter({ pool, objects: undefined }, { maxBytes: 10_000_000, inlineBytes: 4096 });
  await writer.write(Buffer.from(RETURN_PATH + HEADER + text));
  const blob = await writer.finish();
  const { mailId } = await acceptMail(pool, ['bob@b.test']);
  await transaction(pool, (tx) => insertBlobs(tx, [blob]));
  await pool.query('update accepted_mails set blob_id = $2, size = $3 where id = $1', [mailId, blob.id, blob.size]);
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  const content = peer.messages[0]?.content ?? Buffer.alloc(0);
  const part = scan(content);
  assert.ok(isAscii(content));
  assert.equal(decodeBody(part, content.subarray(part.bodyStart)).toString().trimEnd(), text.trimEnd());
});

test('a message signed by its author, or with 8-bit octets in its header, is sent unchanged', async () => {
  await using peer = await startSmtpPeer({ extensions: OLD });
  const signed = 'Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n\r\nthé\r\n--s\r\n\r\nx\r\n--s--\r\n';
  const stray = 'Subject: thé\r\n\r\nplain\r\n';
  for (const raw of [signed, stray]) await acceptMail(bench.pool, ['bob@b.test'], { raw: RETURN_PATH + raw });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.deepEqual(peer.messages.map(({ content }) => content.toString()).toSorted(), [signed, stray].toSorted());
  assert.deepEqual(await reports(bench.pool), []);
});
