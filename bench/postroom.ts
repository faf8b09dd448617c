import { join } from 'node:path';
import { migrate, openPool, type Pool, transaction } from '@postroom/database';
import { addDomain, insertAccount } from '@postroom/directory';
import {
  developmentCertificates,
  Fleet,
  freePorts,
  type Ports,
  platformEnvironment,
  portNames,
  type ServiceName,
  serviceNames,
} from '@postroom/launch';
import { provisionAccount } from '@postroom/mailbox';
import { temporaryStores } from '../dev/temporary-stores.ts';
import { fillInbox } from './large-mailbox.ts';
import type { Subject } from './subject.ts';

export interface Postroom extends Subject {
  readonly ports: Ports;
  readonly pool: Pool;
  /** Returns the Prometheus metrics of a service. */
  metrics(service: ServiceName): Promise<string>;
}

/** Starts a whole Postroom with its own stores, as `npm start` does, with fsync on. */
export async function startPostroom(
  users: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Postroom> {
  await using cleanUp = new AsyncDisposableStack();
  const stores = cleanUp.use(await temporaryStores());
  const pool = cleanUp.adopt(openPool({ url: stores.databaseUrl, name: 'bench', max: 2 }), (pool) => pool.end());
  await migrate(pool);
  await addDomain(pool, 'bench.test');
  for (const user of users) {
    await transaction(pool, async (tx) =>
      provisionAccount(tx, await insertAccount(tx, { address: `${user}@bench.test`, password: 'bench' })),
    );
  }
  const free = await freePorts(portNames.length);
  const ports = Object.fromEntries(portNames.map((name, index) => [name, free[index]])) as unknown as Ports;
  const tls = await developmentCertificates(join(stores.folder, 'tls'), ['localhost', '127.0.0.1']);
  const env = platformEnvironment(
    {
      bind: '127.0.0.1',
      ports,
      databaseUrl: stores.databaseUrl,
      redisUrl: stores.redisUrl,
      tls,
      mailHostname: 'bench.test',
      adminTokenFile: '',
    },
    {
      ...process.env,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
      // One machine and one user stand for many, so these limits are high.
      MAX_CONNECTIONS_PER_ADDRESS: '5000',
      IMAP_MAX_SESSIONS_PER_ACCOUNT: '5000',
      MAX_CONNECTIONS: '12000',
      ...settings,
    },
  );
  const services = serviceNames.filter((name) => !(process.env.BENCH_WITHOUT ?? '').split(',').includes(name));
  const fleet = cleanUp.use(
    new Fleet({ services, env, reports: { line: (name, text) => console.error(`${name} | ${text}`) } }),
  );
  await fleet.start();
  const kept = cleanUp.move();
  return {
    name: 'Postroom',
    ports,
    pool,
    smtpPort: ports.SMTP_PORT,
    imapPort: ports.IMAP_PORT,
    pop3Port: ports.POP3_PORT,
    login: (user) => `${user}@bench.test`,
    processes: () => [
      ...fleet.processes.map((process) => ({ name: process.spec.name, pid: process.pid ?? 0 })),
      { name: 'postgres', pid: stores.postgres.pid ?? 0 },
      { name: 'redis', pid: stores.redis.pid ?? 0 },
    ],
    async metrics(service) {
      const { spec } = fleet.processes.find(({ spec }) => spec.name === service) ?? {};
      return (await fetch(`http://127.0.0.1:${spec?.env.HEALTH_PORT}/metrics`)).text();
    },
    async delivered() {
      const { rows } = await pool.query<{ n: number }>(
        'select coalesce(sum(message_count), 0)::bigint as n from account_state',
      );
      return rows[0]?.n ?? 0;
    },
    async fillInbox(user, count) {
      const { rows } = await pool.query<{ id: number }>('select id from accounts where address = $1', [
        `${user}@bench.test`,
      ]);
      await fillInbox(pool, rows[0]?.id ?? 0, count);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
