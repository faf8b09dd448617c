import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { isDatabaseAway } from './away.ts';
import { openPool } from './pool.ts';
import { databaseReadiness, untilDatabaseReady } from './readiness.ts';
import { isDatabaseUnsuitable } from './requirements.ts';
import { transaction } from './transaction.ts';

test('a database is ready once it has every migration, and not while it is away', async () => {
  await using database = await testDatabase();
  const pool = openPool({ url: database.url, name: 'test' });
  const { rows } = await pool.query<{ name: string }>('delete from migrations returning name');
  const check = databaseReadiness(pool);
  await assert.rejects(check(), /not migrated: 0001_initial\.sql/);
  for (const { name } of rows) await pool.query('insert into migrations (name) values ($1)', [name]);
  await check();
  await pool.query('delete from migrations');
  await check();
  await pool.end();
  await assert.rejects(check());
});

test('a read-only database is not ready, and its connections are closed so that the next can reach the new primary', async () => {
  await using database = await testDatabase();
  const pool = openPool({ url: database.url, name: 'test', max: 1 });
  const check = databaseReadiness(pool);
  await check();
  const { rows } = await pool.query<{ pid: number; name: string }>(
    'select pg_backend_pid() as pid, current_database() as name',
  );
  await pool.query('set default_transaction_read_only = on');
  await assert.rejects(check(), /read-only/);
  await check();
  const next = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  assert.notEqual(next.rows[0]?.pid, rows[0]?.pid);

  await pool.query('set default_transaction_read_only = on');
  const refused = transaction(pool, (tx) => tx.query('create table nothing ()'));
  await assert.rejects(refused, isDatabaseAway);
  await transaction(pool, (tx) => tx.query('create table something ()'));
  await pool.end();
});

test('a pooler that loses prepared statements is reported, and the service is not ready behind it', async () => {
  await using database = await testDatabase();
  const pool = openPool({ url: database.url, name: 'test', max: 1 });
  const check = databaseReadiness(pool);
  await check();
  // A pooler in transaction mode has the same effect: behind it is another server connection, without these statements.
  await pool.query('deallocate all');
  await assert.rejects(check(), (error) => isDatabaseUnsuitable(error) && /pooler.*session mode/.test(String(error)));
  await check();
  await pool.end();
});

test('a service that needs the database waits until it is migrated, logs the reason, and can be stopped', async () => {
  await using database = await testDatabase();
  const real = new URL(database.url);
  const inFront = createServer((from) => {
    const to = connect(Number(real.port), real.hostname);
    for (const [one, other] of [[from, to] as const, [to, from] as const])
      one
        .on('error', () => other.destroy())
        .on('close', () => other.destroy())
        .pipe(other);
  });
  // Finds a free port on which nothing listens yet.
  inFront.listen(0, '127.0.0.1');
  await once(inFront, 'listening');
  const { port } = inFront.address() as { port: number };
  inFront.close();
  await once(inFront, 'close');
  const away = Object.assign(new URL(real), { host: `127.0.0.1:${port}` });
  const pool = openPool({ url: away.href, name: 'test' });
  const { pool: own } = database;
  const { rows } = await own.query<{ name: string }>('delete from migrations returning name');
  let looks = 0;
  pool.on('release', () => {
    looks += 1;
    if (looks === 4)
      void own.query('insert into migrations (name) select unnest($1::text[])', [rows.map(({ name }) => name)]);
  });
  const told: string[] = [];
  const { signal } = new AbortController();
  await untilDatabaseReady(pool, {
    signal,
    onWait(error) {
      told.push(String(error));
      if (told.length === 1) inFront.listen(port, '127.0.0.1');
    },
  });
  assert.equal(told.length, 2, 'not again while it is the same');
  assert.match(told[0] ?? '', /ECONNREFUSED/);
  assert.match(told[1] ?? '', /not migrated: 0001/);
  await pool.end();
  inFront.close();
  const stop = new AbortController();
  const stopped = untilDatabaseReady(pool, { signal: stop.signal, onWait: () => stop.abort() });
  await assert.rejects(stopped, { name: 'AbortError' });
});
