import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Pool, transaction } from '@postroom/database';
import { hashPassword, insertHashed } from '@postroom/directory';
import { provisionAccount } from '@postroom/mailbox';
import { residentMemory } from './cpu.ts';

/** Sources per account, which may have at most 100. */
const PER_ACCOUNT = 10;
/** How many are opened at once. */
const AT_ONCE = 50;
/** The time after which memory is stable, and for which transactions are counted. */
const REST_MS = 20_000;

export interface WaitingSources {
  /** KiB of the process per source. */
  readonly kibEach: number;
  /** Database transactions per second, without sources and with all of them. */
  readonly transactionsBefore: number;
  readonly transactions: number;
}

/** Opens `count` event sources (RFC 8620 7.3) at one web-access and measures them while nothing happens. */
export async function waitingSources(pool: Pool, port: number, pid: number, count: number): Promise<WaitingSources> {
  const logins = await makeAccounts(pool, Math.ceil(count / PER_ACCOUNT));
  // One-time costs do not count: loaded code, database connections, remembered passwords.
  await open(port, logins, logins.length, (socket) => socket.destroy());
  const transactionsBefore = await transactionsPerSecond(pool);
  const before = residentMemory(pid);
  const sockets: Socket[] = [];
  try {
    await open(port, logins, count, (socket) => sockets.push(socket));
    const transactions = await transactionsPerSecond(pool);
    const alive = sockets.filter(({ readyState }) => readyState === 'open').length;
    if (alive < count) throw new Error(`only ${alive} of ${count} event sources still wait`);
    return { kibEach: ((residentMemory(pid) - before) * 1024) / count, transactionsBefore, transactions };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** Makes accounts with the same password, which is hashed once. */
async function makeAccounts(pool: Pool, count: number): Promise<string[]> {
  const passwordHash = await hashPassword('bench');
  const logins = Array.from({ length: count }, (_, n) => `source${n}@bench.test`);
  for (const address of logins) {
    await transaction(pool, async (tx) => provisionAccount(tx, await insertHashed(tx, { address, passwordHash })));
  }
  return logins;
}

async function open(
  port: number,
  logins: readonly string[],
  count: number,
  use: (socket: Socket) => void,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) use(await openOne(port, logins[next++ % logins.length] as string));
    }),
  );
}

async function openOne(port: number, login: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const authorization = `Basic ${Buffer.from(`${login}:bench`).toString('base64')}`;
  socket.write(
    `GET /jmap/events?types=*&closeafter=no&ping=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n\r\n`,
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  if (!answer.toString('latin1').startsWith('HTTP/1.1 200 ')) throw new Error(answer.toString());
  return socket;
}

async function transactionsPerSecond(pool: Pool): Promise<number> {
  const read = async (): Promise<number> => {
    const { rows } = await pool.query<{ n: number }>(
      'select xact_commit + xact_rollback as n from pg_stat_database where datname = current_database()',
    );
    return rows[0]?.n ?? 0;
  };
  await pause(REST_MS);
  const [before, from] = [await read(), performance.now()];
  await pause(REST_MS);
  return ((await read()) - before) / ((performance.now() - from) / 1000);
}
