import { existsSync } from 'node:fs';

const setpriv = '/usr/bin/setpriv';

/**
 * The command line of a program that has no channel to its supervisor: on Linux the kernel tells it when that one dies.
 * Elsewhere it stays behind, and the next start stops it.
 * @param signal without SIG: what it gets then
 */
export function endingWithParent(
  command: string,
  args: readonly string[],
  signal: 'INT' | 'TERM',
): { command: string; args: readonly string[] } {
  if (process.platform !== 'linux' || !existsSync(setpriv)) return { command, args };
  return { command: setpriv, args: ['--pdeathsig', signal, command, ...args] };
}
