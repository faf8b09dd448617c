import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { transaction, uuidv7 } from '@postroom/database';
import { leave } from '@postroom/joining';
import { insertEvents, insertMails } from '@postroom/transit';
import { startWeb, type TestAccount } from '../testing.ts';
import type { Origin } from './read-origins.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

const HOST = 'mail.postroom.test';
const RECEIVED = `Return-Path: <a@b.test>\r\nReceived: from x.test ([192.0.2.1])\r\n\tby ${HOST} (Postroom) with ESMTPS\r\n\tid 1;\r\n\tSat, 28 Nov 2026 10:00:00 +0000\r\n`;

async function origin(account: TestAccount, id: string): Promise<Origin> {
  const answer = await web.fetch(`/account/origins?ids=${id}`, account);
  assert.equal(answer.status, 200);
  const { origins } = (await answer.json()) as { origins: Origin[] };
  return origins[0] as Origin;
}

async function senderOf(account: TestAccount, raw: string): Promise<string | null> {
  const { sender } = await origin(account, (await web.append(account, raw)).id);
  return sender && `${sender.proof} ${sender.domain}`;
}

const letter = (from: string): string => `From: ${from}\r\nSubject: x\r\n\r\nx\r\n`;

test('the proven sender comes from our own fields at the front of the mail', async () => {
  const alice = await web.account();
  const says = (results: string, from = 'a@example.org') =>
    senderOf(alice, `${RECEIVED}Authentication-Results: ${HOST};\r\n\t${results}\r\n${letter(from)}`);
  assert.equal(await says('dmarc=pass header.from=example.org'), 'proven example.org');
  assert.equal(
    await says('spf=fail smtp.mailfrom=x.test; dmarc=fail (p=NONE) header.from=example.org'),
    'denied example.org',
  );
  assert.equal(
    await says('dkim=pass header.d=example.org; dmarc=none header.from=news.example.org', 'a@news.example.org'),
    'proven news.example.org',
  );
  assert.equal(await says('dkim=pass header.d=elsewhere.example; dmarc=none'), 'unproven example.org');
  assert.equal(await says('dkim=pass header.d=org; dmarc=none'), 'unproven example.org');
  assert.equal(await says('dkim=temperror header.d=example.org; dmarc=temperror'), 'unknown example.org');
  assert.equal(await says('dmarc=pass header.from=example.org', 'a@example.org, b@other.example'), 'unproven ');
  assert.equal(await says('dmarc=pass header.from=elsewhere.example'), 'unproven example.org');
  const user = RECEIVED.replace('ESMTPS', 'ESMTPSA');
  assert.equal(await senderOf(alice, `${user}${letter('bob@postroom.test')}`), 'own postroom.test');
  // The user who passed the mail on was logged in; its author was not.
  const passedOn = `${user}Resent-From: bob@postroom.test\r\n${RECEIVED}`;
  assert.equal(await senderOf(alice, passedOn + letter('a@example.org')), null);
});

test('fields written by others prove nothing', async () => {
  const alice = await web.account();
  const results = `Authentication-Results: ${HOST}; dmarc=pass header.from=example.org\r\n`;
  const theirs = `Received: from y by ${HOST} (Postroom) with ESMTPSA id 2; Sat, 28 Nov 2026 10:00:00 +0000\r\n`;
  for (const raw of [
    letter('a@example.org'),
    // Without our trace the mail did not come through us.
    results + letter('a@example.org'),
    RECEIVED + letter('a@example.org'),
    // The fields stand below the trace of the server that brought the mail.
    RECEIVED + theirs + results + letter('a@example.org'),
    RECEIVED.replace('x.test (', `x.test (a by ${HOST} with ESMTPSA id 2 `) + letter('a@example.org'),
    RECEIVED.replace(HOST, 'mail.elsewhere.example') + results + letter('a@example.org'),
    RECEIVED + results.replace(HOST, 'mail.elsewhere.example') + letter('a@example.org'),
  ])
    assert.equal(await senderOf(alice, raw), null, raw);
});

test('a sender is new until there was mail with that address', async () => {
  const alice = await web.account();
  const at = (minute: number) => ({ internalDate: new Date(Date.UTC(2026, 10, 28, 10, minute)) });
  const isFirst = async (raw: string, to: Parameters<typeof web.append>[2]) =>
    (await origin(alice, (await web.append(alice, raw, to)).id)).isFirst;
  assert.equal(await isFirst(letter('Ann <ann@new.example>'), at(1)), true);
  assert.equal(await isFirst(letter('ANN@new.example'), at(2)), false);
  assert.equal(await isFirst(letter('ann@nëw.example'), at(2)), true, 'though a search for one finds the other');
  await web.append(alice, letter('eve@junk.example'), { ...at(3), mailbox: 'Junk' });
  assert.equal(await isFirst(letter('eve@junk.example'), at(4)), true, 'what was junk is no acquaintance');
  await web.append(alice, `From: ${alice.address}\r\nTo: Cy <cy@friend.example>\r\n\r\n`, {
    ...at(9),
    mailbox: 'Sent',
  });
  assert.equal(await isFirst(letter('cy@friend.example'), at(5)), false, 'one wrote to it');
  assert.equal(await isFirst(letter(alice.address), at(6)), false);
});

test("a new sender is compared with the user's own domain and those the user wrote to", async () => {
  const alice = await web.account();
  await web.append(alice, `From: ${alice.address}\r\nTo: x@bank-of.example, y@bücher.example\r\n\r\n`, {
    mailbox: 'Sent',
  });
  const like = async (from: string) => (await origin(alice, (await web.append(alice, letter(from))).id)).looksLike;
  assert.equal(await like('a@p0stroom.test'), 'postroom.test');
  assert.equal(await like('a@bamk-of.example'), 'bank-of.example');
  assert.equal(await like('a@bucher.example'), 'bücher.example');
  assert.equal(await like('a@bank-of.example'), null);
  assert.equal(await like('a@far.example'), null);
});

test('the reason why a mail is junk comes from its trace, and only for its recipient', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const { pool } = web.store;
  const scans = {
    'sender-auth': { result: 'accepted', seconds: 0, reason: 'spf=pass' },
    'policy links': { result: 'found', seconds: 0, reason: 'a link leads elsewhere' },
    'policy helo': { result: 'failed', seconds: 0, reason: 'no answer in time' },
    policy: { result: 'accept', seconds: 0, score: 3 },
  };
  const file = async (account: TestAccount, junk: boolean | null, score?: number) => {
    const { id } = await web.append(account, letter('a@b.test'));
    const { rows } = await pool.query<{ blob_id: string }>(
      'select blob_id from messages where account_id = $1 and id = $2',
      [account.number, Number(id.slice(1))],
    );
    const [mailId, deliveryId] = [uuidv7(), uuidv7()];
    const to = { recipient: account.address, originalRecipient: account.address, accountId: account.number, junk };
    await transaction(pool, async (tx) => {
      await insertMails(tx, [
        {
          id: mailId,
          blobId: rows[0]?.blob_id ?? '',
          size: 1,
          reversePath: '',
          source: 'mx',
          messageId: '',
          protocol: 'SMTP',
          scans,
          deliveries: [{ id: deliveryId, ...to }],
        },
      ]);
      if (score !== undefined) await insertEvents(tx, [{ mailId, deliveryId, kind: 'filtered', detail: { score } }]);
    });
    return (await origin(account, id)).junk;
  };
  assert.deepEqual(await file(alice, true), [{ by: 'policy links', text: 'a link leads elsewhere' }]);
  assert.deepEqual(await file(bob, null), []);
  assert.deepEqual(await file(bob, false, 0.998), [{ by: 'filter', text: '0.998' }]);
  const { id } = await web.append(bob, `X-Spam-Reason: it is listed\r\n${letter('a@b.test')}`);
  assert.deepEqual((await origin(bob, id)).junk, [{ by: 'header', text: 'it is listed' }]);
});

test('emails of another account are not found, and a login is required', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  await web.append(bob, letter('x@y.test'));
  const { id } = await web.append(alice, letter('x@y.test'));
  await web.append(alice, letter('x@y.test'));
  const own = (await (await web.fetch(`/account/origins?ids=${id},E999,x,`, bob)).json()) as { origins: Origin[] };
  assert.ok(
    own.origins.every((one) => one.id === id),
    'ids are those of an account',
  );
  assert.equal((await web.fetch(`/account/origins?ids=${id}`)).status, 401);
  assert.equal((await web.fetch(`/account/origins?ids=${'E1,'.repeat(60)}`, bob)).status, 400);
});

test("for shared mail the sender is shown, and nothing else about the owner's account", async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const { created } = await web.one<{ created: { m: { id: string } } }>(alice, 'Mailbox/set', {
    create: { m: { name: 'Team' } },
  });
  const proven = `${RECEIVED}Authentication-Results: ${HOST};\r\n\tdmarc=pass header.from=example.org\r\n`;
  const shared = await web.append(alice, `${proven}X-Spam-Reason: listed\r\n${letter('a@example.org')}`, {
    mailbox: 'Team',
  });
  const hidden = await web.append(alice, letter('a@example.org'));
  const asked = `/account/origins?ids=${shared.id},${hidden.id}&accountId=${alice.id}`;
  assert.equal((await web.fetch(asked, bob)).status, 404);
  const rights = { mayReadItems: true };
  await web.one(alice, 'Mailbox/set', { update: { [created.m.id]: { [`shareWith/P${bob.number}`]: rights } } });
  const { origins } = (await (await web.fetch(asked, bob)).json()) as { origins: Origin[] };
  assert.deepEqual(origins, [
    {
      id: shared.id,
      sender: { proof: 'proven', domain: 'example.org' },
      isFirst: false,
      looksLike: null,
      junk: [],
      leavesAt: null,
    },
  ]);
  assert.equal((await origin(alice, shared.id)).isFirst, true);
  assert.equal((await web.fetch(asked.replace(alice.id, 'nonsense'), bob)).status, 404);
});

test('our own bounce is not a first mail of a stranger, and an imitation of one is', async () => {
  const file = async (from: string, source: 'generated' | 'mx') => {
    const alice = await web.account();
    const { id } = await web.append(alice, letter(from));
    const { rows } = await web.store.pool.query<{ blob_id: string }>(
      'select blob_id from messages where account_id = $1 and id = $2',
      [alice.number, Number(id.slice(1))],
    );
    const to = { recipient: alice.address, originalRecipient: alice.address, accountId: alice.number };
    await transaction(web.store.pool, (tx) =>
      insertMails(tx, [
        {
          id: uuidv7(),
          blobId: rows[0]?.blob_id ?? '',
          size: 1,
          reversePath: '',
          source,
          messageId: '',
          protocol: 'LOCAL',
          deliveries: [{ id: uuidv7(), ...to }],
        },
      ]),
    );
    const { sender, isFirst } = await origin(alice, id);
    return [sender?.proof ?? null, isFirst];
  };
  const daemon = `Mail Delivery System <MAILER-DAEMON@${HOST}>`;
  assert.deepEqual(await file(daemon, 'mx'), [null, true]);
  assert.deepEqual(await file('MAILER-DAEMON@elsewhere.example', 'generated'), [null, true]);
  assert.deepEqual(await file('away@postroom.test', 'generated'), [null, true], 'an answer of somebody who is away');
  assert.deepEqual(await file(daemon, 'generated'), ['server', false]);
});

test('a notice of our own postmaster is not a first mail, and nobody else is the postmaster', async () => {
  const alice = await web.account();
  await leave(web.store, HOST, { accountId: alice.number, address: alice.address, days: 7, language: 'en' });
  const { ids } = await web.one<{ ids: string[] }>(alice, 'Email/query', {});
  const { sender, isFirst } = await origin(alice, ids[0] ?? '');
  assert.deepEqual([sender, isFirst], [{ proof: 'server', domain: '' }, false]);
  const raw = await web.fetch(`/jmap/download/${alice.id}/${(await blobOf(alice, ids[0] ?? '')) ?? ''}`, alice);
  const notice = await raw.text();
  const [, messageId] = /^Message-ID: (<.+>)\r$/m.exec(notice) ?? [];
  const { rowCount } = await web.store.pool.query('select from accepted_mails where message_id = $1', [messageId]);
  assert.equal(rowCount, 1, 'its trace is found by its Message-ID');
  // The same octets, filed by a client.
  const bob = await web.account();
  for (const text of [notice, letter('postmaster@postroom.test')]) {
    const forged = await origin(bob, (await web.append(bob, text, { mailbox: 'Archive' })).id);
    assert.deepEqual([forged.sender, forged.isFirst], [null, true], text);
    await web.one(bob, 'Email/set', { destroy: [forged.id] });
  }
});

async function blobOf(account: TestAccount, id: string): Promise<string | undefined> {
  const { list } = await web.one<{ list: { blobId: string }[] }>(account, 'Email/get', {
    ids: [id],
    properties: ['blobId'],
  });
  return list[0]?.blobId;
}
