import { CommanderError } from 'commander';
import { Exit, Failure } from './failure.ts';
import { failureLine, isForPrograms } from './failure-line.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';

/** Runs the command and returns its exit code. */
export async function main(io: Io): Promise<number> {
  const program = createProgram(io);
  // The reader of the output may close it early, as head does.
  io.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    await program.parseAsync(io.args, { from: 'user' });
    return Exit.ok;
  } catch (error) {
    // Commander has already printed its message.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return Exit.ok;
      if (error.code === 'commander.help' && isForPrograms(io)) {
        io.stderr.write(failureLine(io, 'usage', 'a command is missing'));
      }
      return Exit.usage;
    }
    if (!(error instanceof Failure)) throw error;
    io.stderr.write(failureLine(io, error.code, error.message));
    return error.exit;
  }
}
