import { badSequence, parseCommandLine, SmtpError } from '@postroom/smtp';
import type { AnyCommand } from '../command.ts';
import { findCommand, LEFT_OUT } from '../commands/index.ts';
import { HandshakeFailed } from '../host.ts';
import { refusalOf } from './errors.ts';
import { ConnectionLost } from './input.ts';
import { punish } from './misconduct.ts';
import { noteCommand } from './note-refusal.ts';
import type { Session } from './session.ts';
import { ANY_STATE, nextStep, type StateName } from './state.ts';

/**
 * The octets of a command with its line end: 512 (RFC 5321 4.5.3.1.4) and what the extensions add (RFC 1870 3, 3461 5, 6531 3.4.3),
 * rounded up. AUTH has a limit of its own (RFC 4954 4).
 */
const MAX_COMMAND_BYTES = 2048;
const MAX_AUTH_BYTES = 12_288;

/** The first line of an HTTP request: a web page makes a browser connect to us. */
const HTTP = /^(?:OPTIONS|GET|HEAD|POST|PUT|DELETE|TRACE|CONNECT) .* HTTP\/\d/i;

/** Runs the client's commands until it leaves, one after the other, pipelined ones too (RFC 2920). */
export async function runCommands(session: Session): Promise<void> {
  while (session.open) {
    const line = await session.input.line(maxLineBytes);
    if (line === 'endless') return session.end('421 4.7.0 Line far too long, closing the connection');
    await session.during(() => execute(session, line));
  }
}

function maxLineBytes(begun: Buffer): number {
  return begun.length > 512 && /^auth /i.test(begun.toString('latin1', 0, 5)) ? MAX_AUTH_BYTES : MAX_COMMAND_BYTES;
}

async function execute(session: Session, line: Buffer | 'too-long'): Promise<void> {
  try {
    if (line === 'too-long') throw new SmtpError(500, '5.5.6', 'The line is too long');
    if (HTTP.test(line.toString('latin1'))) return session.end('421 4.7.0 This is SMTP, not HTTP');
    const { verb, args } = parseCommandLine(line);
    const command = possible(session, verb);
    const reply = await command.run(session, command.parse(args));
    if (reply !== undefined) session.reply(reply);
  } catch (error) {
    if (error instanceof ConnectionLost || error instanceof HandshakeFailed) throw error;
    await answerError(session, error, line);
  }
}

function possible(session: Session, verb: string): AnyCommand {
  const command = findCommand(verb, session.services.role);
  if (LEFT_OUT.has(verb)) throw new SmtpError(502, '5.5.1', 'Command not available on this port');
  if (!command) throw new SmtpError(500, '5.5.2', 'Unknown command');
  const state = session.state.name as StateName;
  if (command.states.includes(state)) return command;
  const isEarly = command.states.every((later) => ANY_STATE.indexOf(later) > ANY_STATE.indexOf(state));
  throw badSequence(isEarly ? nextStep(session) : 'Not possible during a mail transaction');
}

async function answerError(session: Session, error: unknown, line: Buffer | 'too-long'): Promise<void> {
  const { refusal, isOurs } = refusalOf(error);
  if (isOurs) session.log.error({ err: error }, 'temporary failure');
  if (line !== 'too-long') noteCommand(session, line, refusal);
  session.services.metrics.rejected.inc({ reason: refusal.enhanced });
  if (await punish(session, refusal)) session.reply(`${refusal.code} ${refusal.message}`);
}
