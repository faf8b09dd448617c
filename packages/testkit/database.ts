import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate, migrations, openPool, type Pool } from '@postroom/database';
import pg from 'pg';
import { fromRunner } from './environment.ts';

export interface TestDatabase extends AsyncDisposable {
  /** The URL of an empty, migrated database for this test file alone. */
  readonly url: string;
  readonly name: string;
  /** A pool of connections to it, closed before the database is dropped. */
  readonly pool: Pool;
}

/** Makes a database for a test file: `await using db = await testDatabase()`. It is dropped with all its connections. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = fromRunner('TEST_DATABASE_URL');
  const template = await migratedTemplate(server);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await withClient(server, (client) => client.query(`create database ${name} template ${template}`));
  const url = withDatabase(server, name);
  const pool = openPool({ url, name: 'test' });
  return {
    url,
    name,
    pool,
    async [Symbol.asyncDispose]() {
      await pool.end();
      await withClient(server, (client) => drop(client, name));
    },
  };
}

/** Returns the template database. The first test file makes it, once per state of the migrations; copying it takes milliseconds. */
async function migratedTemplate(server: string): Promise<string> {
  const hash = createHash('sha256');
  for (const { name, sql } of await migrations()) hash.update(name).update(sql);
  const template = `template_${hash.digest('hex').slice(0, 12)}`;
  await withClient(server, async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [template]);
    const found = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (found.rowCount !== 0) return;
    // It has another name until it is complete, so that a failed migration leaves no template behind.
    const draft = `${template}_draft`;
    await drop(client, draft);
    await client.query(`create database ${draft}`);
    const pool = openPool({ url: withDatabase(server, draft), name: 'testkit', max: 1 });
    try {
      await migrate(pool);
    } finally {
      await pool.end();
    }
    await client.query(`alter database ${draft} rename to ${template}`);
  });
  return template;
}

/** Drops a database with all its connections. An autovacuum there cannot be ended but is soon done, so the drop is tried again. */
async function drop(client: pg.Client, name: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await client.query(`drop database if exists ${name} with (force)`);
      return;
    } catch (error) {
      if ((error as pg.DatabaseError).code !== '42501' || attempt === 500) throw error;
      await pause(20);
    }
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
