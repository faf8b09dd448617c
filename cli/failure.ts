/** How the command ends; sysexits.h where it has a number for it. */
export const Exit = { ok: 0, refused: 1, usage: 2, unreachable: 69 } as const;
export type ExitCode = (typeof Exit)[keyof typeof Exit];

/** A failure to tell in one line. */
export class Failure extends Error {
  readonly exit: ExitCode;
  /** For programs: the API's error code, `usage` or `unreachable`. */
  readonly code: string;

  constructor(exit: ExitCode, code: string, message: string) {
    super(message);
    this.exit = exit;
    this.code = code;
  }
}

export function usage(message: string): Failure {
  return new Failure(Exit.usage, 'usage', message);
}

export function unreachable(message: string): Failure {
  return new Failure(Exit.unreachable, 'unreachable', message);
}
