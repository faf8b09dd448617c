import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './run.ts';

/**
 * Stops a server that a killed supervisor left running, and removes its pid file. If another program has the process id now, only
 * the file is removed, because the server would take it for its own.
 * @param pidFile in the server's data folder, which is also its working directory
 * @param program matches the server's command line
 */
export async function stopOrphan(pidFile: string, program: RegExp, signal: NodeJS.Signals): Promise<void> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  const folder = await realpath(dirname(pidFile));
  const isRunning = () => runsIn(pid, program, folder);
  if (await isRunning()) {
    console.log(`postroom: stopping the server that was left behind in ${folder} (process ${pid})`);
    process.kill(pid, signal);
    const deadline = performance.now() + 20_000;
    while (await isRunning()) {
      if (performance.now() > deadline) process.kill(pid, 'SIGKILL');
      await sleep(100);
    }
  }
  await rm(pidFile, { force: true });
}

async function runsIn(pid: number, program: RegExp, folder: string): Promise<boolean> {
  if (process.platform !== 'linux') {
    return program.test(await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ''));
  }
  const [command, directory] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    readlink(`/proc/${pid}/cwd`).catch(() => ''),
  ]);
  return program.test(command) && directory === folder;
}
