import { RunFailure } from './run.ts';

/** A setting that a person must change before a start can succeed: described in one line, with the exit code of wrong settings. */
export class SettingsError extends Error {}

/** EX_CONFIG of sysexits.h; a service with a wrong setting also ends with it. */
export const EX_CONFIG = 78;

/** Returns the exit code of a failed start: 78 when a setting must change first, else 1. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof SettingsError) return EX_CONFIG;
  return (error as { exit?: { code?: unknown } }).exit?.code === EX_CONFIG ? EX_CONFIG : 1;
}

const NO_ROOM = /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/;

/** Describes an error of a program or call that uses this folder, in words for operators where those are clearer. */
export function inPlainWords(error: unknown, dataDir: string): string {
  const text = error instanceof Error ? error.message : String(error);
  // Our own programs describe it in one line already.
  if (error instanceof RunFailure && error.exit.code !== 1) return error.said;
  return NO_ROOM.test(text) ? `there is no room left on the disk of DATA_DIR ${dataDir}` : text;
}
