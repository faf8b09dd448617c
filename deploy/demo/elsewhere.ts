// Runs the second platform of the demo in one container, and creates the accounts of both domains.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { migrate, openPool, type Pool, transaction } from '@postroom/database';
import { addDomain, domainOf, insertAccount, listDomains } from '@postroom/directory';
import { Fleet, portNames, serviceNames } from '@postroom/launch';
import { provisionAccount } from '@postroom/mailbox';

const { DATABASE_URL, DATABASE_URL_FILE, DEMO_PASSWORD, HEALTH_PORT: _, ...env } = process.env;
const firstUrl = DATABASE_URL || readFileSync(DATABASE_URL_FILE ?? '', 'utf8').trim();
const password = DEMO_PASSWORD || randomBytes(9).toString('base64url');

await using first = database(firstUrl);
if (await people(first.pool, ['alice@postroom.test', 'bob@postroom.test'])) {
  console.log(`demo: alice@postroom.test and bob@postroom.test are made, with the password ${password}`);
}
const { rowCount } = await first.pool.query("select from pg_database where datname = 'elsewhere'");
if (rowCount === 0) await first.pool.query('create database elsewhere');

const url = new URL(firstUrl);
url.pathname = '/elsewhere';
await using second = database(url.href);
await migrate(second.pool);
if (await people(second.pool, ['dora@elsewhere.test'])) {
  console.log(`demo: dora@elsewhere.test is made, with the password ${password}`);
}

await using fleet = new Fleet({
  services: serviceNames,
  restart: true,
  env: {
    ...env,
    DATABASE_URL: url.href,
    REDIS_PREFIX: 'elsewhere',
    MAIL_HOSTNAME: 'mail.elsewhere.test',
    TLS_CERT_FILE: '/run/tls/server.crt',
    TLS_KEY_FILE: '/run/tls/server.key',
    // The second platform uses the default ports, even if .env has others for the first one.
    ...Object.fromEntries(portNames.map((name) => [name, undefined])),
  },
  reports: {
    line: (name, text) => console.log(`${name}: ${text}`),
    event: (name, text) => console.log(`${name} ${text}`),
  },
});
const stop = new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve));
await fleet.start();
console.log('demo: elsewhere.test is ready');
await stop;

function database(connection: string): { pool: Pool } & AsyncDisposable {
  const pool = openPool({ url: connection, name: 'demo', max: 1, onError: (error) => console.log(error.message) });
  return { pool, [Symbol.asyncDispose]: () => pool.end() };
}

/** Creates the accounts and their domains, but only on a platform without domains: accounts that were removed stay removed. */
async function people(pool: Pool, addresses: readonly string[]): Promise<boolean> {
  if ((await listDomains(pool)).length > 0) return false;
  await transaction(pool, async (tx) => {
    for (const domain of new Set(addresses.map(domainOf))) await addDomain(tx, domain);
    for (const address of addresses) await provisionAccount(tx, await insertAccount(tx, { address, password }));
  });
  return true;
}
