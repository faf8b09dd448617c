import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { findForeignTables, OWNERS, READERS } from './table-owners.ts';

const says = (path: string, text: string) =>
  findForeignTables([{ path, text }]).map(({ line, says }) => `${line}: ${says}`);

test('a table is written only by its owner, and read only by packages that are named', () => {
  const foreign = ['1: table messages belongs to packages/mailbox'];
  for (const sql of [
    'select 1 from messages',
    'select 1 from a join messages m',
    'DELETE FROM\n messages',
    'update messages m set',
  ]) {
    assert.deepEqual(says('packages/transit/a.ts', `query('${sql}')`), foreign, sql);
    assert.deepEqual(says('services/imap-access/a.ts', `query('${sql}')`), foreign, sql);
    assert.deepEqual(says('packages/mailbox/read/a.ts', `query('${sql}')`), [], sql);
    assert.deepEqual(says('packages/transit/a.test.ts', `query('${sql}')`), [], sql);
  }
  assert.deepEqual(says('packages/mailbox/a.ts', 'select 1 from blobs'), []);
  assert.deepEqual(says('packages/mailbox/a.ts', '\ndelete from blobs'), ['2: table blobs belongs to packages/blobs']);
  assert.deepEqual(says('packages/transit/a.ts', '// from messages to bytes\n/* update accounts */'), []);
});

test('every table of the migrations has one owner', async () => {
  const folder = new URL('../packages/database/migrations/', import.meta.url);
  const sql = await Promise.all((await readdir(folder)).map((name) => readFile(new URL(name, folder), 'utf8')));
  const made = sql.flatMap((text) =>
    Array.from(text.matchAll(/^create table (?:if not exists )?(\w+)/gm), ([, name]) => name),
  );
  const owned = Object.values(OWNERS).flat();
  assert.deepEqual([...new Set(made)].sort(), owned.filter((name) => name !== 'migrations').sort());
  assert.equal(new Set(owned).size, owned.length);
  for (const { tables } of READERS) for (const table of tables) assert.ok(owned.includes(table), table);
});
