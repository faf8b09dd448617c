/** The exit codes of the command; those of sysexits.h where it has one. */
export const Exit = { ok: 0, refused: 1, usage: 2, unreachable: 69 } as const;
export type ExitCode = (typeof Exit)[keyof typeof Exit];

/** A failure that is described in one line. */
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
