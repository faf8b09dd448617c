import type { Io } from './io.ts';
import { printable } from './text.ts';

/** Whether failures are told to a program: --json counts wherever it stands, since what was wrong may stand before it. */
export function isForPrograms({ args }: Pick<Io, 'args'>): boolean {
  return args.includes('--json');
}

/** What is written of a failure: a line for people, or an object for programs. */
export function failureLine(io: Pick<Io, 'args'>, code: string, message: string): string {
  return `${isForPrograms(io) ? JSON.stringify({ error: code, message }) : `postroom: ${printable(message)}`}\n`;
}
