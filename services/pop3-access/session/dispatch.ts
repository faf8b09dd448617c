import { isDatabaseAway } from '@postroom/database';
import { HandshakeError } from '@postroom/net';
import { BadCommand } from '../arguments.ts';
import type { AnyCommand } from '../command.ts';
import { findCommand } from '../commands/index.ts';
import { readCommandLine } from './command-line.ts';
import { errorReply, INTERNAL_ERROR } from './errors.ts';
import { ConnectionLost, type Session } from './session.ts';

/** Runs the commands of the client until it leaves, one after the other, pipelined ones too (RFC 2449 6.6). */
export async function runCommands(session: Session): Promise<void> {
  const { maxCommandLine } = session.services.settings;
  while (session.open) {
    const line = await session.input.line(maxCommandLine);
    if (line === null) return;
    if (line === 'endless') return session.stop('Line far too long, closing the connection');
    session.busy = true;
    await execute(session, line);
    session.busy = false;
    // Pipelined commands are read without waiting, so other sessions need a turn in between.
    const turn = session.input.waiting ? session.giveWay() : undefined;
    if (turn) await turn;
  }
  session.sayGoodbye();
}

async function execute(session: Session, line: Buffer | 'too-long'): Promise<void> {
  const started = performance.now();
  let command: AnyCommand | undefined;
  try {
    if (line === 'too-long') throw new BadCommand('The line is too long');
    const { name, args } = readCommandLine(line);
    command = possible(session, name);
    const reply = await command.run(session, command.parse(args));
    if (reply !== undefined) await session.send(`+OK ${reply}\r\n`);
  } catch (error) {
    if (error instanceof ConnectionLost || error instanceof HandshakeError) throw error;
    await answerError(session, error);
  }
  if (command) session.services.metrics.protocol.commandTook(command.name, performance.now() - started);
}

function possible(session: Session, name: string): AnyCommand {
  const command = findCommand(name);
  if (!command) throw new BadCommand('Unknown command');
  const { state } = session;
  if (state.name !== 'authorization' && state.name !== 'transaction') throw new BadCommand('The session has ended');
  if (!command.states.includes(state.name)) {
    throw new BadCommand(state.name === 'authorization' ? 'Log in first' : 'Not possible after the login');
  }
  return command;
}

async function answerError(session: Session, error: unknown): Promise<void> {
  const reply = errorReply(error);
  if (reply === undefined) session.log.error({ err: error }, 'command failed');
  else if (isDatabaseAway(error)) session.log.warn({ err: error }, 'put off');
  if (error instanceof BadCommand) session.badCommands += 1;
  const reason = lastStraw(session);
  await session.send(`-ERR ${reason ?? reply ?? INTERNAL_ERROR}\r\n`);
  if (reason === undefined) return;
  session.log.info({ reason }, 'session ended');
  await session.leave();
}

/** Returns why a session with too many errors ends, if it does: a program at the wrong port, or somebody who guesses passwords. */
function lastStraw({ badCommands, failedLogins, services: { settings } }: Session): string | undefined {
  if (badCommands >= settings.maxBadCommands) return 'Too many bad commands';
  if (failedLogins >= settings.maxFailedLogins) return '[AUTH] Too many failed logins';
  return undefined;
}
