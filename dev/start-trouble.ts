import { RunFailure } from './run.ts';

/** What a person has to change before a start can succeed: said in one line, and told by the exit code of wrong settings. */
export class SettingsError extends Error {}

/** As EX_CONFIG of sysexits.h; a service with a wrong setting ends with it, too. */
export const EX_CONFIG = 78;

/** The exit code of a start that failed: 78 where starting again is of no use before a setting is changed, else 1. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof SettingsError) return EX_CONFIG;
  return (error as { exit?: { code?: unknown } }).exit?.code === EX_CONFIG ? EX_CONFIG : 1;
}

const NO_ROOM = /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/;

/** The trouble of a program or call whose data lie in this folder, in an operator's words where they are plainer. */
export function inPlainWords(error: unknown, dataDir: string): string {
  const text = error instanceof Error ? error.message : String(error);
  // A program of ours has said it in a line of its own.
  if (error instanceof RunFailure && error.exit.code !== 1) return error.said;
  return NO_ROOM.test(text) ? `there is no room left on the disk of DATA_DIR ${dataDir}` : text;
}
