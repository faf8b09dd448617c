// The image's `backup`: every night, or once for a CronJob, saves the whole platform to one file of /backups and reads that file
// again to check it, then removes older backups that need not be kept. A failed backup is logged and tried again after
// an hour; the alert on the age of the last backup is what wakes somebody.
import { spawn } from 'node:child_process';
import { access, constants, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expired, nextNight } from './backup-plan.ts';

const folder = '/backups';
const HOUR_MS = 3_600_000;
/** The longest sleep: timers are limited to 24.8 days, and a corrected clock is noticed sooner. */
const LOOK_MS = 60_000;

const hour = number('BACKUP_HOUR', 2, 0, 23);
const keepDays = number('BACKUP_KEEP_DAYS', 14, 1, 3650);
await access(folder, constants.W_OK).catch(({ code }: NodeJS.ErrnoException) =>
  unusable(
    `${folder} cannot be written to (${code}): it has to belong to uid 10001, \`install -d -o 10001 -m 0700\` makes it`,
  ),
);
process.on('SIGTERM', () => process.exit(0)).on('SIGINT', () => process.exit(0));

if (process.env.BACKUP_ONCE) process.exit((await backUp()) ? 0 : 1);
console.log(`backup: every night at ${hour}:00, kept for ${keepDays} days`);
for (let next = nextNight(new Date(), hour); ; ) {
  while (Date.now() < next.getTime()) await sleep(Math.min(LOOK_MS, next.getTime() - Date.now()));
  next = (await backUp()) ? nextNight(new Date(), hour) : new Date(Date.now() + HOUR_MS);
}

async function backUp(): Promise<boolean> {
  const name = `postroom-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}.backup.gz`;
  const file = join(folder, name);
  if (!(await postroom('backup', file)) || !(await postroom('restore', '--check', file))) return false;
  for (const old of expired(await readdir(folder), new Date(), keepDays)) {
    await rm(join(folder, old), { force: true });
    console.log(`backup: ${old} is older than ${keepDays} days: removed`);
  }
  return true;
}

function postroom(...args: string[]): Promise<boolean> {
  const child = spawn(process.execPath, ['cli/postroom.mjs', ...args], { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

function number(name: string, otherwise: number, least: number, most: number): number {
  const text = process.env[name];
  if (!text) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  return unusable(`${name}: must be a whole number from ${least} to ${most}`);
}

function unusable(what: string): never {
  console.error(`backup cannot start:\n${what}`);
  process.exit(78); // EX_CONFIG
}
