import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './run.ts';

/**
 * Stops a server that an earlier supervisor left behind when it was killed, and removes its pid file. A process id that
 * another program has got since is left alone; the file goes all the same, because the server would take it for its own.
 * @param program a word of the server's command line
 */
export async function stopOrphan(pidFile: string, program: string, signal: NodeJS.Signals): Promise<void> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  if (await isRunning(pid, program)) {
    console.log(`postroom: stopping a ${program} that was left behind (process ${pid})`);
    process.kill(pid, signal);
    const deadline = Date.now() + 20_000;
    while (await isRunning(pid, program)) {
      if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
      await sleep(100);
    }
  }
  await rm(pidFile, { force: true });
}

async function isRunning(pid: number, program: string): Promise<boolean> {
  return (await commandLine(pid)).includes(program);
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => '');
}
