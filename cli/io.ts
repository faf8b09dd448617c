import type { ReadStream } from 'node:tty';

/** Everything outside that the command uses. */
export interface Io {
  /** The arguments without the program's own name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: ReadStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}
