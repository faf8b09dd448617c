import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openPool, type Pool, transaction } from '@postroom/database';
import { addDomain, insertAccount } from '@postroom/directory';
import { provisionAccount } from '@postroom/mailbox';
import { startService, Wire } from '@postroom/testkit';
import { eventually } from '../../support/eventually.ts';
import { PASSWORD } from './server.ts';

const SESSIONS = 1_000;

let service: Awaited<ReturnType<typeof startService>>;
let pool: Pool;

before(async () => {
  // The first start after a change compiles the sources and keeps the compiler in memory; only later starts count.
  await (await startService('imap-access'))[Symbol.asyncDispose]();
  service = await startService('imap-access', {
    env: { MAX_CONNECTIONS_PER_ADDRESS: '2000', IMAP_MAX_SESSIONS_PER_ACCOUNT: '2000' },
  });
  pool = openPool({ url: service.settings.databaseUrl, name: 'test' });
  await addDomain(pool, 'postroom.test');
  await transaction(pool, async (tx) => {
    const id = await insertAccount(tx, { address: 'alice@postroom.test', password: PASSWORD });
    await provisionAccount(tx, id);
  });
});

after(async () => {
  await pool.end();
  await service[Symbol.asyncDispose]();
});

async function idling(): Promise<Wire> {
  const wire = await Wire.connect({ port: service.ports.IMAP_PORT, timeout: 30_000 });
  await wire.expect(/^\* OK/);
  await wire.ask(`a LOGIN alice@postroom.test "${PASSWORD}"`, /^a OK/);
  await wire.line('b SELECT INBOX');
  await wire.until(/^b OK/);
  await wire.ask('c IDLE', /^\+/);
  return wire;
}

async function residentMb(): Promise<number> {
  const status = await readFile(`/proc/${service.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1000;
}

test(`${SESSIONS} idle sessions in one process take less than 150 MB, and all are notified of new mail`, async (context) => {
  const wires: Wire[] = [];
  while (wires.length < SESSIONS) wires.push(...(await Promise.all(Array.from({ length: 50 }, idling))));
  context.diagnostic(`${await residentMb()} MB resident when all had come`);
  // The process must be idle too: V8 releases the garbage of the logins after 8 s with little work.
  const resident = await eventually('less than 150 MB', async () => (await residentMb()) < 150 && residentMb(), 60_000);
  context.diagnostic(`${resident} MB resident at rest`);

  const sender = await Wire.connect({ port: service.ports.IMAP_PORT });
  await sender.expect(/^\* OK/);
  await sender.ask(`a LOGIN alice@postroom.test "${PASSWORD}"`, /^a OK/);
  await sender.ask('b APPEND INBOX {3+}\r\nabc', /^b OK/);
  await Promise.all(wires.map((wire) => wire.expect(/^\* 1 EXISTS/)));
  for (const wire of [...wires, sender]) wire.close();
});
