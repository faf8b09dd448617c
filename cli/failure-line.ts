import type { Io } from './io.ts';
import { printable } from './text.ts';

/** Returns whether failures are printed for programs: --json counts anywhere, since the faulty argument may come before it. */
export function isForPrograms({ args }: Pick<Io, 'args'>): boolean {
  return args.includes('--json');
}

/** Returns the output for a failure: a line for people, or an object for programs. */
export function failureLine(io: Pick<Io, 'args'>, code: string, message: string): string {
  return `${isForPrograms(io) ? JSON.stringify({ error: code, message }) : `postroom: ${printable(message)}`}\n`;
}
