import { CommanderError } from 'commander';
import { Exit, Failure } from './failure.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';
import { printable } from './text.ts';

/** Runs the command and answers its exit code. */
export async function main(io: Io): Promise<number> {
  const program = createProgram(io);
  // Whoever reads the output may have seen enough, as head does.
  io.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    await program.parseAsync(io.args, { from: 'user' });
    return Exit.ok;
  } catch (error) {
    // Commander has said already what it had to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.ok : Exit.usage;
    if (!(error instanceof Failure)) throw error;
    const { code, message, exit } = error;
    const asJson = program.opts().json === true;
    io.stderr.write(`${asJson ? JSON.stringify({ error: code, message }) : `postroom: ${printable(message)}`}\n`);
    return exit;
  }
}
