import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate, openPool, type Pool, transaction } from '@postroom/database';
import { addDomain, insertAccount } from '@postroom/directory';
import {
  developmentCertificates,
  Fleet,
  freePorts,
  type PortName,
  type Ports,
  platformEnvironment,
  portNames,
  serviceNames,
} from '@postroom/launch';
import { provisionAccount } from '@postroom/mailbox';
import { adminTokenFile } from '../data-dir.ts';
import type { Stores } from '../temporary-stores.ts';

/** One provider of the demo, with its own services, database and ports. */
export interface Provider {
  readonly domain: string;
  readonly ports: Ports;
  readonly pool: Pool;
  readonly fleet: Fleet;
  /** Starts the services, which find other domains' servers through this DNS server and on this port. */
  start(outside: { dnsServer: string; smtpPort: number }): Promise<void>;
}

/** Prepares a provider and its accounts. Everything it opens goes onto `stack`. */
export async function prepareProvider(
  domain: string,
  accounts: Readonly<Record<string, string>>,
  stores: Pick<Stores, 'databaseUrl' | 'redisUrl' | 'folder'>,
  stack: AsyncDisposableStack,
): Promise<Provider> {
  const name = `demo_${domain.replaceAll(/[^a-z0-9]/g, '_')}`;
  const databaseUrl = await createDatabase(stores.databaseUrl, name);
  const pool = stack.adopt(openPool({ url: databaseUrl, name: 'demo', max: 2 }), (opened) => opened.end());
  await migrate(pool);
  await addDomain(pool, domain);
  for (const [user, password] of Object.entries(accounts)) {
    await transaction(pool, async (tx) =>
      provisionAccount(tx, await insertAccount(tx, { address: `${user}@${domain}`, password })),
    );
  }
  const free = await freePorts(portNames.length);
  const ports = Object.fromEntries(portNames.map((port, index) => [port, free[index]])) as Record<PortName, number>;
  const folder = join(stores.folder, name);
  await mkdir(folder);
  const tls = await developmentCertificates(join(folder, 'tls'), [`mx.${domain}`, 'localhost', '127.0.0.1']);
  const tokenFile = await adminTokenFile(folder);
  const settings = { bind: '127.0.0.1', ports, databaseUrl, redisUrl: stores.redisUrl, tls, adminTokenFile: tokenFile };
  const env = platformEnvironment({ ...settings, mailHostname: `mx.${domain}` }, process.env);
  const fleetEnv: Record<string, string | undefined> = { ...env, REDIS_PREFIX: name, LOG_LEVEL: 'warn' };
  const fleet = stack.use(new Fleet({ services: serviceNames, env: fleetEnv }));
  return {
    domain,
    ports,
    pool,
    fleet,
    async start({ dnsServer, smtpPort }) {
      // These are only known when both providers have their ports. Retries come every three seconds, because nobody watches for a minute.
      Object.assign(fleetEnv, { DNS_SERVERS: dnsServer, OUTBOUND_PORT: `${smtpPort}`, RETRY_MINUTES: '0.05' });
      fleetEnv.OUTBOUND_INTERNAL_RANGES = '127.0.0.0/8';
      await fleet.start();
    },
  };
}

async function createDatabase(server: string, name: string): Promise<string> {
  const pool = openPool({ url: server, name: 'demo', max: 1 });
  await pool.query(`create database ${name}`);
  await pool.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
