import { isDatabaseAway } from '@postroom/database';
import { Decoder, type GatheredCommand, ImapSyntaxError, type ReaderEvent } from '@postroom/imap';
import { MailError } from '@postroom/types';
import type { AnyCommand, Reply } from '../command.ts';
import type { Protocol } from '../protocol.ts';
import { keepRights } from '../shared/rights.ts';
import type { CommandTable } from './command-table.ts';
import { hintExpunged, replyToError, SERVER_BUG } from './errors.ts';
import { ConnectionLost } from './input.ts';
import type { Session } from './session.ts';
import type { SessionState } from './state.ts';
import { sync } from './sync.ts';

/** The protocol and the commands of the server. */
export interface Speech {
  readonly protocol: Protocol;
  readonly commands: CommandTable;
}

/** Runs the client's commands until it leaves, one after the other; each is answered before the next is read. */
export async function runCommands(session: Session, speech: Speech): Promise<void> {
  while (session.state.name !== 'logout' && !session.connection.closed) {
    const event = await session.input.next();
    if (!event) return session.input.endless ? session.bye('Line far too long, closing the connection') : undefined;
    await handle(session, event, speech);
    await session.output.flush();
    if (session.ending !== undefined) await session.bye(session.ending);
  }
}

async function handle(session: Session, event: ReaderEvent, speech: Speech): Promise<void> {
  switch (event.kind) {
    case 'continue':
      session.output.line('+ OK');
      return;
    case 'refused':
      return refuse(session, event);
    case 'command':
    case 'stream':
      session.busy = true;
      await execute(session, event.command, speech);
      session.busy = false;
      return;
    default:
      // Data without a command that reads it: a bug, because reader and commands disagree.
      throw new Error(`unexpected ${event.kind}`);
  }
}

async function refuse(session: Session, event: Extract<ReaderEvent, { kind: 'refused' }>): Promise<void> {
  const code = event.what === 'literal' ? '[TOOBIG] ' : '';
  session.output.line(`${event.tag ?? '*'} BAD ${code}The ${event.what} is too long`);
  session.log.info({ what: event.what, fatal: event.fatal }, 'command too long');
  if (event.fatal) await session.bye('The command is too long');
  else await countBad(session);
}

/** Runs one command. If it ends with a literal that is streamed, the part of it that the command does not read is discarded. */
async function execute(session: Session, gathered: GatheredCommand, { protocol, commands }: Speech): Promise<void> {
  const decoder = new Decoder(gathered, { utf8: session.output.utf8 });
  const started = performance.now();
  let tag: string | undefined;
  let command: AnyCommand | undefined;
  let reply: Reply;
  try {
    tag = decoder.tag();
    command = readCommand(session, commands, decoder, tag);
    session.tag = tag ?? '';
    const args = command.parse(decoder, protocol);
    decoder.expectEnd();
    await requireRights(session);
    reply = (await command.run(session, args, protocol)) ?? { text: `${command.name} completed` };
    await flush(session, protocol, command);
    if (owesExpunges(session, command)) reply = hintExpunged(reply);
  } catch (error) {
    if (error instanceof ConnectionLost) throw error;
    reply = answerError(session, error);
    if (!session.output.abandon()) {
      // A client must never take half a response for a whole one.
      session.connection.destroy();
      throw new ConnectionLost();
    }
  }
  session.input.dropLiteral();
  await answer(session, tag ?? '*', reply);
  if (command && !command.waits) {
    session.services.metrics.commandTook(command.name, performance.now() - started);
  }
  if (reply.status === 'BAD') await countBad(session);
  else session.badCommands = 0;
  // Unlike bad commands, failed logins are not forgiven after a good command.
  if (session.failedLogins >= session.services.settings.maxBadCommands) await session.bye('Too many failed logins');
}

/** Throws no-permission when the selected mailbox is not shared with the user any more. */
async function requireRights(session: Session): Promise<void> {
  if (!(await keepRights(session))) throw new MailError('no-permission', 'The mailbox is not shared any more');
}

function readCommand(
  { state }: Session,
  commands: CommandTable,
  decoder: Decoder,
  tag: string | undefined,
): AnyCommand {
  if (tag === undefined) throw new ImapSyntaxError('Expected a tag');
  decoder.expectSpace();
  let name = decoder.expectWord('a command');
  if (commands.isPrefix(name)) {
    decoder.expectSpace();
    name = `${name} ${decoder.expectWord('a command')}`;
  }
  const command = commands.find(name);
  if (!command) throw new ImapSyntaxError('Unknown command');
  if (state.name === 'logout' || !command.states.includes(state.name)) {
    throw new ImapSyntaxError(`${name} is not possible ${whyNot(command, state.name)}`);
  }
  return command;
}

function whyNot(command: AnyCommand, state: SessionState['name']): string {
  if (state === 'not-authenticated') return 'before the login';
  return command.states.includes('selected') ? 'without a selected mailbox' : 'after the login';
}

async function flush(session: Session, protocol: Protocol, command: AnyCommand): Promise<void> {
  const what = command.flush ?? 'everything';
  if (what === 'nothing') return;
  if (command.syncs !== 'when-due') session.ahead.release();
  else if (!mayHaveUpdates(session)) return;
  await sync(session, protocol, { expunges: what === 'everything', uid: command.uid ?? false });
}

/** Whether messages are gone that this command must not report (RFC 3501 7.4.1). */
function owesExpunges({ state }: Session, command: AnyCommand): boolean {
  return command.flush === 'no-expunges' && state.name === 'selected' && state.mailbox.expunged.length > 0;
}

function mayHaveUpdates({ state }: Session): boolean {
  return state.name === 'selected' && (state.mailbox.updates.areDue || state.mailbox.expunged.length > 0);
}

function answerError(session: Session, error: unknown): Reply {
  const reply = replyToError(error);
  if (isDatabaseAway(error)) session.log.warn({ err: error }, 'put off');
  if (reply) return reply;
  session.log.error({ err: error }, 'command failed');
  return SERVER_BUG;
}

async function answer(session: Session, tag: string, reply: Reply): Promise<void> {
  const code = reply.code === undefined ? '' : `[${reply.code}] `;
  const line = `${tag} ${reply.status ?? 'OK'} ${code}${reply.text}`;
  if (reply.send) await reply.send(`${line}\r\n`);
  else session.output.line(line);
}

/** Counts a bad command. Too many in a row are from a program at the wrong port, or somebody who looks for holes. */
async function countBad(session: Session): Promise<void> {
  session.badCommands += 1;
  if (session.badCommands >= session.services.settings.maxBadCommands) await session.bye('Too many errors');
}
