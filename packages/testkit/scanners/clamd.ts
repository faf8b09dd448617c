import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, SupervisedProcess } from '@postroom/launch';
import { findProgram } from './program.ts';

export interface TestClamd extends AsyncDisposable {
  readonly port: number;
  readonly process: SupervisedProcess;
}

/** The test file that every scanner finds (EICAR), in two halves so that none finds it in this source. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** The most octets of a message, as clamd is configured here. */
export const CLAMD_MAX = 4 * 1024 * 1024;

/** Starts a real clamd that knows one virus, Test.Eicar: `await using clamd = await testClamd()`. Null where it is not installed. */
export async function testClamd(): Promise<TestClamd | null> {
  const program = findProgram('clamd');
  if ('skip' in program) return null;
  const folder = await mkdtemp(join(tmpdir(), 'clamd-'));
  const database = join(folder, 'database');
  await mkdir(database);
  await writeFile(join(database, 'test.ndb'), `Test.Eicar:0:*:${Buffer.from(EICAR).toString('hex')}\n`);
  const port = await freePort();
  const settings = {
    Foreground: 'yes',
    DatabaseDirectory: database,
    TemporaryDirectory: folder,
    TCPSocket: port,
    TCPAddr: '127.0.0.1',
    StreamMaxLength: CLAMD_MAX,
    SelfCheck: 0,
  };
  const configuration = join(folder, 'clamd.conf');
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  await writeFile(configuration, lines.join(''));
  const process = new SupervisedProcess({
    name: 'clamd',
    command: program.path,
    args: ['--config-file', configuration],
    env: { PATH: '/usr/bin:/bin' },
    isReady: () => answers(port),
  });
  await process.start();
  return {
    port,
    process,
    async [Symbol.asyncDispose]() {
      await process.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns whether clamd replies PONG. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('zPING\0'));
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on('data', () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(false));
  });
}
