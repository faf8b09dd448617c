import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { eventually } from '../../../tests/support/eventually.ts';
import { movePartitions, partitionedTables } from '../index.ts';
import type { Position } from '../maintenance/job.ts';
import { openPool, type Pool } from '../pool.ts';
import { breaking } from '../testing/breaking.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

const ROWS = 200;
await pool.query("create function nothing() returns trigger language plpgsql as 'begin return null; end'");

/** Creates a table as an installation with mail has it: unpartitioned, with a second key, an index, a trigger of its own and a grant. */
async function wholeTable(name: string, parts: number): Promise<void> {
  await pool.query(`
    create table ${name} (account_id bigint, n bigint, "text" text not null default 'new', spare int, primary key (account_id, n),
      check (n > 0)) with (fillfactor = 60);
    alter table ${name} drop column spare;
    create index ${name}_by_text on ${name} ("text") where "text" <> '';
    create trigger own after insert on ${name} for each statement execute function nothing();
    grant select on ${name} to public;
    insert into ${name} select i % 7 + 1, i, 'row ' || i from generate_series(1, ${ROWS}) i;
    insert into partitioned_tables values ('${name}', ${parts});
  `);
}

/** Runs the job from a position to its end, in many small batches. */
async function move(
  db: Pool,
  from: Position | null = null,
  beside: () => Promise<unknown> = async () => {},
): Promise<void> {
  let position = from;
  do {
    ({ position } = await movePartitions.batch(db, position, 30));
    await beside();
  } while (position !== null);
}

async function rowsOf(name: string): Promise<string[]> {
  const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t order by account_id, n`);
  return rows.map(({ row }) => row);
}

async function objectsOf(name: string): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select c.relname as index, pg_get_constraintdef(k.oid) as key, c.relkind,
       (select array_agg(tgname::text) from pg_trigger where tgrelid = i.indrelid and not tgisinternal) as triggers,
       has_table_privilege('public', i.indrelid, 'select') as granted
     from pg_index i join pg_class c on c.oid = i.indexrelid left join pg_constraint k on k.conindid = c.oid
     where i.indrelid = to_regclass($1) order by 1`,
    [name],
  );
  return rows;
}

test('on a new platform all tables that grow with mail are partitioned', async () => {
  const tables = await partitionedTables(pool);
  assert.ok(tables.some(({ name }) => name === 'messages'));
  for (const { name, parts, wanted } of tables) assert.deepEqual([name, parts], [name, wanted]);
  assert.equal(await movePartitions.isNeeded(pool), false);
});

test('a table created by a later migration is partitioned like the others', async () => {
  await pool.query('create table later (account_id bigint primary key); insert into later values (1), (2), (3)');
  await pool.query("select partition_by_account('later')");
  const { parts } = (await partitionedTables(pool)).find(({ name }) => name === 'later') ?? {};
  assert.equal(parts, (await partitionedTables(pool)).find(({ name }) => name === 'messages')?.parts);
  assert.equal((await pool.query('select from later')).rowCount, 3);
});

test('a table is moved into partitions with all its objects, and again into another number of them', async () => {
  await wholeTable('moved', 4);
  const before = [await rowsOf('moved'), await objectsOf('moved')];
  for (const parts of [4, 3]) {
    await pool.query("update partitioned_tables set parts = $1 where name = 'moved'", [parts]);
    assert.equal(await movePartitions.isNeeded(pool), true);
    await move(pool);
    const kind = (index: object): object => ({ ...index, relkind: 'i' });
    assert.deepEqual([await rowsOf('moved'), (await objectsOf('moved')).map((index) => kind(index as object))], before);
    const { rows } = await pool.query(
      `select c.relname as name, c.reloptions as options from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where inhparent = 'moved'::regclass order by 1`,
    );
    assert.deepEqual(
      rows,
      Array.from({ length: parts }, (_, part) => ({ name: `moved_${part}_of_${parts}`, options: ['fillfactor=60'] })),
    );
  }
  await assert.rejects(pool.query("insert into moved values (1, -1, 'x')"), /check constraint/);
});

test('changes made during the move are kept, however far the move has come', async () => {
  await wholeTable('busy', 4);
  await pool.query('create table asis (like busy including all); insert into asis select * from busy');
  let step = 0;
  const write = async (sql: string): Promise<void> => {
    for (const table of ['busy', 'asis']) await pool.query(sql.replaceAll('TABLE', table));
  };
  await move(pool, null, async () => {
    const n = (step++ * 37) % ROWS;
    await write(`update TABLE set "text" = 'changed ${step}' where n between ${n} and ${n + 20}`);
    await write(`delete from TABLE where n between ${n + 5} and ${n + 9}`);
    await write(`insert into TABLE (account_id, n) values (${(step % 7) + 1}, ${1_000 + step}), (9, ${2_000 - step})`);
    await write(`update TABLE set n = n + 5000 where n = ${n + 15}`);
  });
  assert.ok(step > ROWS / 30, `${step} batches`);
  assert.deepEqual(await rowsOf('busy'), await rowsOf('asis'));
});

test('a row being changed while it is copied delays the copy and is copied as changed', async () => {
  await wholeTable('held', 4);
  const writer = await pool.connect();
  const { position } = await movePartitions.batch(pool, null, 100);
  await writer.query('begin; update held set "text" = \'late\' where n = 7');
  await assert.rejects(movePartitions.batch(pool, position, 100), { code: '55P03' });
  await writer.query('commit');
  writer.release();
  await move(pool, position);
  assert.equal((await pool.query('select n from held where "text" = \'late\'')).rows[0]?.n, 7);
});

test('moving a table starts again if a migration changes the table', async () => {
  await wholeTable('altered', 4);
  const { position } = await movePartitions.batch(pool, null, 30);
  const { position: second } = await movePartitions.batch(pool, position, 30);
  await pool.query('alter table altered add column more integer not null default 7');
  await move(pool, second);
  const { rows } = await pool.query('select count(*) as n, sum(more) as more from altered');
  assert.deepEqual(rows, [{ n: ROWS, more: 7 * ROWS }]);
});

test('a move killed during its commit, which the server finishes, is waited for', async () => {
  await wholeTable('late', 2);
  const own = openPool({ url: database.url, name: 'killed', max: 1 });
  const [isAtCommit, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  own.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    Object.assign(client, {
      query: async (...args: unknown[]) => {
        if (args[0] === 'commit') {
          isAtCommit.resolve();
          await mayCommit.promise;
        }
        return query(...args);
      },
    });
  });
  const killed = movePartitions.batch(own, null, 90);
  await isAtCommit.promise;
  const next = movePartitions.batch(pool, null, 90);
  await eventually('the next one waits', async () => {
    const { rowCount } = await pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rowCount === 1;
  });
  mayCommit.resolve();
  await killed;
  await own.end();
  const { position } = await next;
  await move(pool, position);
  assert.equal((await partitionedTables(pool)).find(({ name }) => name === 'late')?.parts, 2);
});

for (const when of ['before', 'behind'] as const) {
  test(`a move killed ${when} any of its queries loses nothing and is continued`, { timeout: 120_000 }, async () => {
    for (let at = 1, isOver = false; !isOver; at++) {
      const name = `killed_${when}_${at}`;
      await wholeTable(name, 2);
      const before = await rowsOf(name);
      const own = openPool({ url: database.url, name: 'killed' });
      const { pool: fragile, broke } = breaking(own, at, when);
      let kept: Position | null = null;
      try {
        for (let position: Position | null = null; ; kept = position) {
          ({ position } = await movePartitions.batch(fragile, position, 90));
          if (position === null) break;
        }
      } catch {
        assert.deepEqual(await rowsOf(name), before, 'it is whole for everybody meanwhile');
      }
      isOver = !broke();
      await own.end();
      await move(pool, kept);
      assert.deepEqual(await rowsOf(name), before);
      assert.equal((await partitionedTables(pool)).find((table) => table.name === name)?.parts, 2);
      assert.equal((await pool.query("select from pg_class where relname like 'new\\_%'")).rowCount, 0);
      assert.ok(at < 100, 'it ends');
    }
  });
}
