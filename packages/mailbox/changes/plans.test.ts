import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pool } from '@postroom/database';
import { Flag } from '@postroom/types';
import {
  changesState,
  copyMessages,
  emailChanges,
  expunge,
  expungedSince,
  findMailbox,
  mailboxChanges,
  ownMail,
  ownMailbox,
  renameMailbox,
  storeFlags,
  threadChanges,
} from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';

const { pool, store, account, append } = await openMailboxFixture();

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

function nodes(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodes)];
}

/** Returns a pool that keeps the texts of named statements. */
function listening(): { pool: Pool; statements: Map<string, string> } {
  const statements = new Map<string, string>();
  const keep = (query: unknown): void => {
    const { name, text } = query as { name?: string; text?: string };
    if (name && text) statements.set(name, text);
  };
  const listener = {
    query: (query: never, values: never) => {
      keep(query);
      return pool.query(query, values);
    },
    async connect() {
      const client = await pool.connect();
      const query = client.query.bind(client) as (...args: unknown[]) => unknown;
      return Object.assign(client, {
        query: (...args: unknown[]) => {
          keep(args[0]);
          return query(...args);
        },
      });
    },
  };
  return { pool: listener as unknown as Pool, statements };
}

/** Tables that may have very many rows of one account. */
const LARGE = new Set(['mailbox_entries', 'messages', 'message_changes', 'expunged_entries', 'removed_mailboxes']);

test('pages of changes are read through indexes, and entries in their order', async () => {
  const ids = [await account(), await account()];
  for (const id of ids) {
    const inbox = await findMailbox(pool, id, 'INBOX');
    await append(inbox, 'One');
    for (let count = 1; count < 4_000; count *= 2) {
      const uids = Uint32Array.from({ length: count }, (_, index) => index + 1);
      await copyMessages(store, inbox, inbox, uids);
    }
    const deleted = { action: 'add' as const, flags: Flag.Deleted, keywords: [] };
    await storeFlags(store, inbox, Uint32Array.of(1, 2, 3), deleted);
    await expunge(store, inbox, { uids: null, onlyDeleted: true });
  }
  await pool.query(
    `insert into messages select (jsonb_populate_record(m, jsonb_build_object('id', 100000 + n))).*
     from messages m, generate_series(1, 5000) n where account_id = any($1::bigint[])`,
    [ids],
  );
  // Notes as they collect over a long time: some thousands of rows in three tables.
  for (const insert of [
    "message_changes (account_id, modseq, n, kind, ids, thread_ids) select a, -n, 0, 'hidden', array[n], array[n]",
    'removed_mailboxes (account_id, modseq, mailbox_id) select a, -n, n',
    'expunged_entries (account_id, mailbox_id, modseq, uid, message_id) select a, 1, -n, n, n',
  ]) {
    await pool.query(`insert into ${insert} from unnest($1::bigint[]) a, generate_series(1, 5000) n`, [ids]);
  }
  await pool.query('analyze');
  const [id] = ids as [number];
  const state = await changesState(pool, ownMail(id));
  const { pool: listener, statements } = listening();
  await emailChanges(listener, ownMail(id), state, 100);
  await threadChanges(listener, ownMail(id), state, 100);
  await mailboxChanges(listener, ownMail(id), state, 100);
  await expungedSince(listener, ownMailbox(id, 1), 1);
  const named = [
    'changes-now',
    'message-notes',
    'changed-entries',
    'new-messages',
    'removed-mailboxes',
    'expunged-since',
  ];
  for (const name of named) {
    const text = statements.get(name);
    assert.ok(text, name);
    const { rows } = await pool.query(`explain (generic_plan, format json) ${text}`);
    const all = nodes(rows[0]['QUERY PLAN'][0].Plan);
    const scanned = all.filter((node) => node['Node Type'] === 'Seq Scan' && LARGE.has(node['Relation Name'] ?? ''));
    assert.deepEqual(scanned, [], name);
    if (name === 'changed-entries' || name === 'new-messages') {
      assert.ok(!all.some((node) => /Sort/.test(node['Node Type'])), `${name} is sorted by its index`);
    }
  }
});

test('a foreign or future state gives no changes', async () => {
  const id = await account();
  const [modseq, nextId] = (await changesState(pool, ownMail(id))).split('.').map(Number) as [number, number];
  for (const state of [
    '',
    'x',
    '1',
    '1.2.3',
    '-1.2',
    `${modseq}.${nextId}.`,
    `${modseq + 1}.${nextId}`,
    `${modseq}.${nextId + 1}`,
    '9'.repeat(400),
    `${nextId}${'.9007199254740991'.repeat(6)}`,
    '0.1',
  ]) {
    for (const changes of [emailChanges, threadChanges, mailboxChanges]) {
      assert.equal(await changes(pool, ownMail(id), state, 10), null, state);
    }
  }
});

test('changes by the previous release count as forgotten, and later ones are reported', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'One');
  const before = await changesState(pool, ownMail(id));
  // An older release writes like this, since it does not know noted_modseq.
  await pool.query('update account_state set modseq = modseq + 1 where account_id = $1', [id]);
  const between = await changesState(pool, ownMail(id));
  assert.equal(await emailChanges(pool, ownMail(id), before, 10), null);
  assert.deepEqual((await emailChanges(pool, ownMail(id), between, 10))?.created, []);
  await append(inbox, 'Two');
  assert.equal(await emailChanges(pool, ownMail(id), before, 10), null);
  assert.equal((await emailChanges(pool, ownMail(id), between, 10))?.created.length, 1);
  assert.deepEqual(await expungedSince(pool, inbox, Number(before.split('.')[0])), {
    uids: new Uint32Array(),
    isComplete: false,
  });
});

test('Mailbox/changes says when only counts changed', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  const state = await changesState(pool, ownMail(id));
  assert.equal((await mailboxChanges(pool, ownMail(id), state, 10))?.onlyCountsChanged, false, 'nothing did');
  await append(inbox, 'One');
  const changes = await mailboxChanges(pool, ownMail(id), state, 10);
  assert.deepEqual([changes?.updated, changes?.onlyCountsChanged], [[inbox.mailboxId], true]);
  await renameMailbox(store, id, { from: 'Archive', to: 'Old' });
  const renamed = await mailboxChanges(pool, ownMail(id), state, 10);
  assert.deepEqual([renamed?.updated.length, renamed?.onlyCountsChanged], [2, false]);
});
