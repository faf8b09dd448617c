import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { BlobWriter, insertBlobs } from '@postroom/blobs';
import { transaction, uuidv7 } from '@postroom/database';
import { addDkimKeys, addDomain, beginSigning, listDkimKeys } from '@postroom/directory';
import { KeySeal, keyRecord, newSealedKeys } from '@postroom/sender-auth/dkim';
import { startSmtpPeer } from '@postroom/testkit';
import { insertMails } from '@postroom/transit';
import { startJudge } from '../../../../packages/sender-auth/testing.ts';
import { deliverRemote } from '../deliver.ts';
import { acceptMail, type Bench, makeAccount, openBench } from '../testing.ts';
import { DomainKeys } from './domain-keys.ts';
import { Signer } from './signer.ts';

const SECRET = 'a secret of these tests, and long enough';
const FRONT = 'Return-Path: <alice@postroom.test>\r\n';
const LETTER = 'From: alice@postroom.test\r\nSubject: hello\r\nDate: Fri, 27 Nov 2026 12:00:00 +0000\r\n\r\nhello\r\n';

let bench: Bench;
const sealed: string[] = [];

before(async () => {
  bench = await openBench({
    'b.test': { MX: [[10, 'mx.b.test']] },
    'c.test': { MX: [[10, 'mx.b.test']] },
    'mx.b.test': { A: ['127.0.0.1'] },
  });
  await makeAccount(bench.pool, 'alice@postroom.test');
  await makeKeys('postroom.test', { sign: true });
});
after(() => bench[Symbol.asyncDispose]());
beforeEach(() => {
  bench.errors.length = 0;
  sealed.length = 0;
});

async function makeKeys(domain: string, { sign }: { sign: boolean }): Promise<void> {
  const { pool } = bench;
  await addDomain(pool, domain).catch(() => {});
  const taken = (await listDkimKeys(pool, domain)).map(({ selector }) => selector);
  await addDkimKeys(pool, domain, await newSealedKeys(domain, { seal: new KeySeal(SECRET), now: new Date(), taken }));
  const waiting = (await listDkimKeys(pool, domain)).filter(({ signsAt }) => signsAt === null);
  if (sign) for (const key of waiting) await transaction(pool, (tx) => beginSigning(tx, key));
}

/** Returns the key records as DNS would have them. */
async function published(domain: string, asWritten = domain) {
  const keys = await listDkimKeys(bench.pool, domain);
  return Object.fromEntries(keys.map((key) => [`${key.selector}._domainkey.${asWritten}`, { TXT: [keyRecord(key)] }]));
}

interface Sent {
  readonly content: string;
  readonly signatures: number;
}

function newSigner(secret = SECRET): Signer {
  const log = { error: (details: unknown) => void bench.errors.push(details) };
  return new Signer(new DomainKeys(bench.pool, new KeySeal(secret), log), 'mail.postroom.test', {
    signed() {},
    sealed: (result) => void sealed.push(result),
  });
}

/** Delivers all waiting mail to these destinations, with a new worker. */
async function deliver(
  destinations = ['b.test'],
  secret = SECRET,
  extensions?: string[],
  signer = newSigner(secret),
): Promise<Sent[]> {
  await using peer = await startSmtpPeer(extensions && { extensions });
  const context = { ...bench.context({ port: peer.port }), signer };
  for (const destination of destinations) await deliverRemote(context, { destination });
  return peer.messages.map(({ content }) => {
    const text = content.toString('latin1');
    return { content: text, signatures: text.split(/^DKIM-Signature:/m).length - 1 };
  });
}

async function verdicts(content: string, zone: Awaited<ReturnType<typeof published>>, isBinary = false) {
  await using judge = await startJudge(zone);
  const { dkim } = await judge.check(Buffer.from(content, 'latin1'), {}, isBinary);
  return dkim.map(({ result, domain }) => `${result} ${domain}`);
}

const BOTH = ['pass postroom.test', 'pass postroom.test'];

test('mail of our accounts is signed with both algorithms, once for all its destinations', async () => {
  await acceptMail(bench.pool, ['bob@b.test'], { raw: FRONT + LETTER });
  await acceptMail(bench.pool, ['bob@b.test'], { raw: FRONT + LETTER.replace('hello\r\n\r\n', 'other\r\n\r\n') });
  const [first, second] = await deliver();
  assert.ok(first && second);
  assert.deepEqual(await verdicts(first.content, await published('postroom.test')), BOTH);
  assert.deepEqual(await verdicts(second.content, await published('postroom.test')), BOTH);
  assert.ok(first.content.startsWith('DKIM-Signature: '));
  assert.ok(first.content.endsWith(LETTER));
  assert.doesNotMatch(first.content.slice(0, -LETTER.length), /; l=|\n\tl=/);

  await acceptMail(
    bench.pool,
    [
      { recipient: 'bob@b.test', destination: 'b.test' },
      { recipient: 'carol@c.test', destination: 'c.test' },
    ],
    { raw: FRONT + LETTER },
  );
  const both = await deliver(['b.test', 'c.test']);
  assert.equal(both.length, 2);
  assert.equal(both[0]?.content, both[1]?.content);
});

test('a redirected mail is signed for the account that redirects it, and never for its author', async () => {
  await makeKeys('other.test', { sign: true });
  const block = 'Resent-From: alice@postroom.test\r\nResent-To: bob@b.test\r\n';
  const theirs = LETTER.replace('alice@postroom.test', 'ceo@other.test');
  await acceptMail(bench.pool, ['bob@b.test'], { raw: FRONT + block + theirs });
  const [sent] = await deliver();
  assert.ok(sent?.content.endsWith(block + theirs));
  assert.ok(sent);
  const keys = { ...(await published('postroom.test')), ...(await published('other.test')) };
  assert.deepEqual(await verdicts(sent.content, keys), BOTH);
});

test('changing or adding From, Subject, Date or MIME fields breaks the signature', async () => {
  await acceptMail(bench.pool, ['bob@b.test'], { raw: FRONT + LETTER });
  const [sent] = await deliver();
  assert.ok(sent);
  for (const field of [
    'From: eve@evil.test',
    'Subject: other',
    'Date: now',
    'Content-Type: text/html',
    'MIME-Version: 1.0',
  ]) {
    for (const changed of [`${field}\r\n${sent.content}`, sent.content.replace('\r\n\r\n', `\r\n${field}\r\n\r\n`)]) {
      const [verdict] = await verdicts(changed, await published('postroom.test'));
      assert.equal(verdict, 'fail postroom.test', field);
    }
  }
  const listed = `List-Id: <x.test>\r\n${sent.content}`;
  assert.deepEqual(await verdicts(listed, await published('postroom.test')), BOTH);
});

test('a signature is valid for what is sent: bare line ends, dots, a missing last line end, and a large body', async () => {
  const header = LETTER.slice(0, LETTER.indexOf('\r\n\r\n') + 4);
  for (const body of ['a\nb\rc\r\n', '.\r\n..\r\n.x', 'no end', '', '\r\n\r\n', 'x \t \r\n'.repeat(50_000)]) {
    const { pool } = bench;
    await using writer = new BlobWriter({ pool, objects: undefined }, { maxBytes: 10_000_000, inlineBytes: 4096 });
    await writer.write(Buffer.from(FRONT + header + body));
    const blob = await writer.finish();
    const id = uuidv7();
    await transaction(pool, async (tx) => {
      await insertBlobs(tx, [blob]);
      const delivery = {
        id: uuidv7(),
        recipient: 'bob@b.test',
        originalRecipient: 'bob@b.test',
        destination: 'b.test',
      };
      const mail = { id, blobId: blob.id, size: blob.size, reversePath: 'alice@postroom.test', messageId: '' };
      await insertMails(tx, [{ ...mail, source: 'submission', protocol: 'ESMTPSA', deliveries: [delivery] }]);
    });
    const [sent] = await deliver();
    assert.ok(sent);
    assert.deepEqual(
      await verdicts(sent.content, await published('postroom.test')),
      BOTH,
      JSON.stringify(body.slice(0, 20)),
    );
  }
});

test('the signature of a binary message is valid for its octets, which are sent unchanged', async () => {
  const raw = `${FRONT + LETTER}\0\n\r\x80 \n.\r\n\r`;
  await acceptMail(bench.pool, ['bob@b.test'], { raw: Buffer.from(raw, 'latin1'), isBinary: true });
  const [sent] = await deliver(['b.test'], SECRET, ['CHUNKING', 'BINARYMIME']);
  assert.ok(sent);
  assert.ok(sent.content.endsWith(raw.slice(FRONT.length)));
  assert.deepEqual(await verdicts(sent.content, await published('postroom.test'), true), BOTH);
});

test('mail encoded for a server without 8BITMIME or BINARYMIME is signed as it is sent', async () => {
  const raw = `${FRONT}${LETTER}th\xe9 \r\n`;
  await acceptMail(
    bench.pool,
    [
      { recipient: 'bob@b.test', destination: 'b.test' },
      { recipient: 'carol@c.test', destination: 'c.test' },
    ],
    { raw: Buffer.from(raw, 'latin1') },
  );
  await acceptMail(bench.pool, ['bob@b.test'], { raw: Buffer.from(`${raw}\0\n`, 'latin1'), isBinary: true });
  const signer = newSigner();
  const [text, binary] = await deliver(['b.test'], SECRET, ['PIPELINING'], signer);
  const [asItCame] = await deliver(['c.test'], SECRET, ['8BITMIME'], signer);
  assert.ok(text && binary && asItCame);
  assert.match(text.content, /\r\nhello\r\nth=E9=20\r\n$/);
  assert.match(binary.content, /: base64\r\n/);
  assert.ok(asItCame.content.endsWith(raw.slice(FRONT.length)));
  const zone = await published('postroom.test');
  for (const { content } of [text, binary, asItCame]) assert.deepEqual(await verdicts(content, zone), BOTH);
});

test('our own reports are signed by the domain of the server', async () => {
  const raw = LETTER.replace('alice@postroom.test', 'MAILER-DAEMON@mail.postroom.test');
  await acceptMail(bench.pool, ['bob@b.test'], { raw, source: 'generated', reversePath: '' });
  const [sent] = await deliver();
  assert.deepEqual(await verdicts(sent?.content ?? '', await published('postroom.test')), BOTH);
});

test('mail from other servers is forwarded unsigned, even if it claims to be ours', async () => {
  await acceptMail(bench.pool, ['bob@b.test'], { raw: FRONT + LETTER, source: 'mx' });
  assert.equal((await deliver())[0]?.content, LETTER);
  assert.deepEqual(sealed, ['left']);
});

const FOUND =
  'Authentication-Results: mail.postroom.test;\r\n\tspf=pass smtp.mailfrom=x@stranger.test;\r\n\tdmarc=pass\r\n';

async function chain(content: string, zone: Awaited<ReturnType<typeof published>>) {
  await using judge = await startJudge(zone);
  const { arc, dkim } = await judge.check(Buffer.from(content, 'latin1'));
  return { seal: `${arc.result} ${arc.sealer}`, signatures: dkim.filter(({ result }) => result !== 'none').length };
}

test('forwarded mail gets an ARC seal of the forwarding domain with our results, once for all destinations', async () => {
  await makeKeys('list.test', { sign: true });
  const fromStranger = { raw: FRONT + FOUND + LETTER, source: 'mx', reversePath: 'x@stranger.test' } as const;
  await acceptMail(
    bench.pool,
    [
      { recipient: 'bob@b.test', originalRecipient: 'all@list.test', destination: 'b.test' },
      { recipient: 'carol@c.test', originalRecipient: 'all@list.test', destination: 'c.test' },
    ],
    fromStranger,
  );
  const [one, other] = await deliver(['b.test', 'c.test']);
  assert.ok(one && other);
  assert.equal(one.content, other.content);
  assert.ok(one.content.endsWith(FOUND + LETTER));
  assert.match(one.content, /^ARC-Seal: i=1;/);
  assert.match(one.content, /^ARC-Authentication-Results: i=1; mail\.postroom\.test;\r\n\tspf=pass/m);
  assert.deepEqual(sealed, ['sealed']);
  assert.deepEqual(await chain(one.content, await published('list.test')), { seal: 'pass list.test', signatures: 0 });

  await acceptMail(bench.pool, [{ recipient: 'bob@b.test', originalRecipient: 'all@list.test' }], {
    ...fromStranger,
    forwardedBy: ['alice@postroom.test'],
  });
  const [sentOn] = await deliver();
  assert.ok(sentOn);
  assert.ok(sentOn.content.includes('\r\nDelivered-To: alice@postroom.test\r\n'));
  const seal = await chain(sentOn.content, await published('postroom.test'));
  assert.deepEqual(seal, { seal: 'pass postroom.test', signatures: 0 });
});

test('results of others are not sealed, and nothing is sealed without a key', async () => {
  const others = FOUND.replace('mail.postroom.test', 'mail.stranger.test');
  const toAlias = { recipient: 'bob@b.test', originalRecipient: 'all@postroom.test' };
  await acceptMail(bench.pool, [toAlias], { raw: FRONT + others + LETTER, source: 'mx' });
  await acceptMail(bench.pool, [{ ...toAlias, originalRecipient: 'all@keyless.test' }], {
    raw: FRONT + FOUND + LETTER,
    source: 'mx',
  });
  const sent = await deliver();
  assert.deepEqual(sent.map(({ content }) => content).toSorted(), [others + LETTER, FOUND + LETTER].toSorted());
  assert.deepEqual(sealed.toSorted(), ['left', 'no-key']);
});

test('an internationalized domain signs in A-labels', async () => {
  await makeKeys('bücher.test', { sign: true });
  const raw = FRONT + LETTER.replace('alice@postroom.test', 'alice@xn--bcher-kva.test');
  await acceptMail(bench.pool, ['bob@b.test'], { raw });
  const [sent] = await deliver();
  assert.deepEqual(await verdicts(sent?.content ?? '', await published('bücher.test', 'xn--bcher-kva.test')), [
    'pass xn--bcher-kva.test',
    'pass xn--bcher-kva.test',
  ]);
});

test('a key without a DNS record does not sign; the next key takes over at its time and the old one stops', async () => {
  const domain = 'turns.test';
  await makeKeys(domain, { sign: false });
  const raw = FRONT + LETTER.replaceAll('postroom.test', domain);
  await acceptMail(bench.pool, ['bob@b.test'], { raw });
  assert.equal((await deliver())[0]?.signatures, 0);
  await makeKeys(domain, { sign: true });
  const old = await listDkimKeys(bench.pool, domain);
  await makeKeys(domain, { sign: true });
  await acceptMail(bench.pool, ['bob@b.test'], { raw });
  const [sent] = await deliver();
  assert.equal(sent?.signatures, 2);
  for (const { selector } of old) assert.ok(!sent?.content.includes(`s=${selector};`), selector);
  assert.deepEqual(await verdicts(sent?.content ?? '', await published(domain)), [`pass ${domain}`, `pass ${domain}`]);
});

test('with a wrong secret mail goes out unsigned, and the log gives the reason without the key', async () => {
  await acceptMail(bench.pool, ['bob@b.test'], { raw: FRONT + LETTER });
  const [sent] = await deliver(['b.test'], 'another secret that is long enough too');
  assert.equal(sent?.signatures, 0);
  assert.equal(bench.errors.length, 2);
  assert.deepEqual(Object.keys(bench.errors[0] as object), ['domain', 'selector']);
});
