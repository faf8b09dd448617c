import { existsSync } from 'node:fs';

const setpriv = '/usr/bin/setpriv';

/**
 * Returns the command line for a program without a channel to its supervisor: on Linux the kernel signals it when the supervisor dies.
 * Elsewhere it keeps running, and the next start stops it.
 * @param signal the signal it gets, without SIG
 */
export function endingWithParent(
  command: string,
  args: readonly string[],
  signal: 'INT' | 'TERM',
): { command: string; args: readonly string[] } {
  if (process.platform !== 'linux' || !existsSync(setpriv)) return { command, args };
  return { command: setpriv, args: ['--pdeathsig', signal, command, ...args] };
}
