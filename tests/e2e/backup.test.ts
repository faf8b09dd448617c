import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { BlobWriter, insertBlobs, stageBlob, streamBlob } from '@postroom/blobs';
import { transaction, uuidv7 } from '@postroom/database';
import { putAlias, setStatus } from '@postroom/directory';
import {
  appendMessages,
  copyMessages,
  createMailbox,
  deleteMailbox,
  describeBlob,
  expunge,
  findMailbox,
  listMailboxes,
  type MailboxStore,
  openMailbox,
  readEntries,
  storeFlags,
  subscribe,
  subscriptions,
} from '@postroom/mailbox';
import { type Platform, startPlatform } from '@postroom/testkit';
import { insertMails } from '@postroom/transit';
import { Flag } from '@postroom/types';
import { runPostroom } from '../../cli/testing.ts';
import { type Backstage, backstage } from '../support/accounts.ts';

const folder = await mkdtemp(join(tmpdir(), 'backup-'));
const stack = new AsyncDisposableStack();
stack.defer(() => rm(folder, { recursive: true, force: true }));
after(() => stack.disposeAsync());

const here = stack.use(await startPlatform({ services: ['mailbox-store'] }));
const there = stack.use(await startPlatform({ services: ['mailbox-store'] }));
const behindHere = stack.use(backstage(here.settings.databaseUrl));
const behindThere = stack.use(backstage(there.settings.databaseUrl));
const store: MailboxStore = { pool: behindHere.pool, objects: undefined, announce: () => {} };
const file = join(folder, 'all.backup.gz');

test('a platform is restored as it was from a backup taken while mail flows', { timeout: 120_000 }, async () => {
  const accounts = await fill(behindHere);
  const busy = await behindHere.account('busy@example.test');
  const before = await contents(behindHere, accounts);

  let stop = false;
  const flow = (async () => {
    for (let n = 0; !stop; n++) await append(busy, 'INBOX', small(`flowing ${n}`));
  })();
  const saved = await postroom(here, ['--json', 'backup', file]);
  stop = true;
  await flow;
  assert.equal(saved.code, 0, saved.stderr);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal((await postroom(here, ['restore', '--check', file])).code, 0);

  const restored = await postroom(there, ['restore', file]);
  assert.deepEqual([restored.code, restored.stderr], [0, '']);
  assert.deepEqual(await contents(behindThere, accounts), before);
  assert.deepEqual(await restOf(behindThere), await restOf(behindHere));
  await assertWhole(behindThere, busy);
});

test('after a restore queued mail is delivered, and new accounts get new ids', { timeout: 120_000 }, async () => {
  const alice = (await behindThere.pool.query("select id from accounts where address = 'alice@example.test'")).rows[0]
    .id;
  await using worker = await startPlatform({
    services: ['delivery-worker', 'mailbox-store'],
    databaseUrl: there.settings.databaseUrl,
  });
  assert.equal((await postroom(worker, ['queue', 'retry', '--all'])).code, 0);
  const [waited] = await behindThere.messages(alice, 4);
  assert.ok(waited, worker.log.join('\n'));
  const fresh = await behindThere.account('fresh@example.test');
  assert.ok(fresh > alice);
});

test('restore refuses a platform in use, and backup does not overwrite a file', { timeout: 30_000 }, async () => {
  const again = await postroom(there, ['restore', file]);
  assert.deepEqual([again.code, /has domains, accounts/.test(again.stderr)], [1, true], again.stderr);
  const over = await postroom(here, ['backup', file]);
  assert.deepEqual([over.code, /exists already/.test(over.stderr)], [1, true], over.stderr);
  const nowhere = join(folder, 'nowhere');
  for (const args of [
    ['backup', join(nowhere, 'a.gz')],
    ['restore', '--check', nowhere],
  ]) {
    assert.match((await postroom(here, args)).stderr, /nowhere\S*: there is no such file or folder\n$/);
  }
});

test('a truncated, altered or newer backup is refused, and nothing of it is restored', {
  timeout: 180_000,
}, async () => {
  await using third = await startPlatform({ services: ['mailbox-store'] });
  await using behind = backstage(third.settings.databaseUrl);
  const whole = await readFile(file);
  const cut = whole.subarray(0, Math.floor(whole.length / 2));
  const altered = Buffer.from(whole);
  altered[Math.floor(whole.length / 2)] = (altered[Math.floor(whole.length / 2)] as number) ^ 1;
  for (const [name, bytes, says] of [
    ['cut', cut, /cut: it ends before the backup does$/m],
    ['altered', altered, /./],
    ['no backup', Buffer.from('Subject: hello\r\n'), /no backup: it is no backup, or was altered$/m],
  ] as const) {
    const bad = join(folder, name);
    await writeFile(bad, bytes);
    for (const args of [
      ['restore', '--check', bad],
      ['restore', bad],
    ]) {
      const { code, stderr } = await postroom(third, args);
      assert.equal(code, 1, `${name}: ${stderr}`);
      assert.match(stderr, says);
    }
  }
  const { rows } = await behind.pool.query<{ name: string }>(
    'delete from migrations where name = (select max(name) from migrations) returning name',
  );
  const newer = await postroom(third, ['restore', file]);
  assert.match(newer.stderr, new RegExp(`newer release.*${rows[0]?.name}.*upgrade this platform first`));
  await behind.pool.query('insert into migrations (name) values ($1)', [rows[0]?.name]);
  assert.deepEqual(await restOf(behind), { domains: [], accounts: [], aliases: [], mails: [], deliveries: [] });
  assert.equal((await postroom(third, ['restore', file])).code, 0);
});

function postroom(platform: Platform, args: readonly string[]) {
  return runPostroom(args, {
    env: {
      POSTROOM_URL: `http://127.0.0.1:${platform.ports.ADMIN_PORT}`,
      POSTROOM_TOKEN_FILE: platform.settings.adminTokenFile,
    },
  });
}

/** Makes two accounts with everything a mailbox can have, an alias, a suspended account, and mail that waits. */
async function fill(platform: Backstage): Promise<number[]> {
  const alice = await platform.account('alice@example.test', 500_000_000);
  const bob = await platform.account('bob@grüße.test');
  await platform.account('carol@example.test');
  await setStatus(platform.pool, 'carol@example.test', 'suspended');
  await putAlias(platform.pool, 'sales@example.test', ['alice@example.test', 'helper@else.example']);

  await createMailbox(store, alice, 'Work/Ärger/你好');
  await createMailbox(store, alice, 'Gone');
  await deleteMailbox(store, alice, 'Gone');
  await createMailbox(store, alice, 'Gone');
  await subscribe(platform.pool, alice, 'Not there any more');
  for (const text of ['one', 'two\\.\r\n\\N\ttab', 'three']) await append(alice, 'INBOX', small(text));
  const inbox = await findMailbox(platform.pool, alice, 'INBOX');
  const work = await findMailbox(platform.pool, alice, 'Work/Ärger/你好');
  await storeFlags(store, inbox, Uint32Array.of(1), {
    action: 'add',
    flags: Flag.Seen | Flag.Flagged,
    keywords: ['$Label1', 'Straße'],
  });
  await copyMessages(store, inbox, work, Uint32Array.of(1, 2));
  await storeFlags(store, work, Uint32Array.of(1), { action: 'add', flags: Flag.Deleted, keywords: [] });
  await expunge(store, work, { uids: null, onlyDeleted: true });
  await append(alice, 'Archive', everyOctet(3_000_000));
  await append(bob, 'INBOX', everyOctet(200_000));
  await append(bob, 'INBOX', Buffer.alloc(0));
  await queue(alice);
  return [alice, bob];
}

function small(text: string): Buffer {
  return Buffer.from(`From: a@example.test\r\nSubject: ${text.slice(0, 5)}\r\n\r\n${text}\r\n`);
}

function everyOctet(length: number): Buffer {
  const body = Buffer.alloc(length);
  for (let at = 0; at < length; at++) body[at] = (at * 7 + (at >> 8)) & 255;
  return Buffer.concat([Buffer.from('Subject: every octet\r\n\r\n'), body]);
}

async function append(accountId: number, mailbox: string, raw: Buffer): Promise<void> {
  const writer = new BlobWriter(store, { maxBytes: 100_000_000 });
  await writer.write(raw);
  const blob = await writer.finish();
  const to = await findMailbox(store.pool, accountId, mailbox);
  const facts = await describeBlob(store, blob);
  const internalDate = new Date('2025-02-03T04:05:06.789Z');
  await appendMessages(store, to, [{ blob, facts, flags: 0, keywords: [], internalDate }]);
}

/** Accepts one message, for alice and for another domain, without delivering it. */
async function queue(alice: number): Promise<void> {
  const blob = stageBlob(small('waits'));
  const to = (recipient: string) => ({ id: uuidv7(), recipient, originalRecipient: recipient });
  await transaction(store.pool, async (tx) => {
    await insertBlobs(tx, [blob]);
    await insertMails(tx, [
      {
        id: uuidv7(),
        blobId: blob.id,
        size: blob.size,
        reversePath: 'bob@grüße.test',
        source: 'mx',
        messageId: '',
        protocol: 'ESMTP',
        deliveries: [
          { ...to('alice@example.test'), accountId: alice },
          { ...to('x@else.example'), destination: 'else.example' },
        ],
      },
    ]);
  });
}

async function restOf({ pool }: Backstage): Promise<Record<string, unknown[]>> {
  const all = async (sql: string) => (await pool.query(sql)).rows;
  return {
    domains: await all('select * from domains order by name'),
    accounts: await all('select * from accounts order by id'),
    aliases: await all('select * from aliases order by address'),
    mails: await all('select * from accepted_mails order by id'),
    deliveries: await all('select * from deliveries order by id'),
  };
}

/** Returns all data of some accounts' mailboxes, with a digest of every message's octets. */
async function contents(stage: Backstage, accounts: number[]): Promise<unknown> {
  const { pool } = stage;
  const all = [];
  for (const account of accounts) {
    const tombstones = await pool.query('select * from expunged_entries where account_id = $1 order by modseq, uid', [
      account,
    ]);
    const state = await pool.query('select * from account_state where account_id = $1', [account]);
    all.push({ subscribed: await subscriptions(pool, account), tombstones: tombstones.rows, state: state.rows });
    for (const mailbox of await listMailboxes(pool, account)) {
      const { uids } = await openMailbox(pool, mailbox, { claimRecent: false });
      all.push(mailbox);
      for await (const page of readEntries(pool, mailbox, uids, {
        envelope: true,
        bodyStructure: true,
        parts: true,
        preview: true,
      })) {
        for (const entry of page) {
          const digest = createHash('sha256');
          for await (const chunk of streamBlob(stage, entry.blobId)) digest.update(chunk);
          all.push({ ...entry, octets: digest.digest('hex') });
        }
      }
    }
  }
  return all;
}

/** Asserts that an account that got mail during the backup is consistent: its counters fit its messages. */
async function assertWhole(stage: Backstage, account: number): Promise<void> {
  const { pool } = stage;
  const [inbox] = (await listMailboxes(pool, account)).filter(({ name }) => name === 'INBOX');
  assert.ok(inbox);
  const { uids } = await openMailbox(pool, inbox, { claimRecent: false });
  assert.equal(uids.length, inbox.messageCount);
  for await (const page of readEntries(pool, inbox, uids)) {
    for (const entry of page) for await (const _ of streamBlob(stage, entry.blobId));
  }
}
