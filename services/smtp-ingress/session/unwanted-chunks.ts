import { type BdatCommand, badSequence, type SmtpError } from '@postroom/smtp';
import type { Session } from './session.ts';
import { endTransaction, enterState, nextStep } from './state.ts';

/** Octets of chunks that are read for nothing, in messages of the largest size; behind them the session ends. */
const MOST_DROPPED = 4;

/** Ends the transaction of a message of which a chunk was refused. */
export function refuseChunks(session: Session, refusal: SmtpError): void {
  if ('hello' in session.state) {
    enterState(session, { name: 'greeted', hello: session.state.hello, refused: { refusal, octets: 0 } });
  }
}

/** Whether so many octets are read at all; if not, the session has ended with this refusal. */
export function isReadable(session: Session, octets: number, refusal: SmtpError): boolean {
  if (octets <= MOST_DROPPED * session.services.settings.maxMessageBytes) return true;
  session.reply(`${refusal.code} ${refusal.message}`);
  session.end('421 4.7.0 So much is not read for nothing');
  return false;
}

/**
 * Reads a chunk where none is possible. Those behind a refused one hear what it heard and are no further mistake of the client's,
 * who had sent them by then.
 */
export async function dropChunk(session: Session, { size, last }: BdatCommand): Promise<undefined> {
  const refused = session.state.name === 'greeted' ? session.state.refused : undefined;
  const refusal = refused?.refusal ?? badSequence(nextStep(session));
  const octets = (refused?.octets ?? 0) + size;
  if (!isReadable(session, octets, refusal)) return undefined;
  const timer = setTimeout(() => session.end('421 4.4.2 The chunk takes too long'), session.services.settings.dataMs);
  try {
    await session.input.chunk(size, async () => {});
  } finally {
    clearTimeout(timer);
  }
  if (!refused) {
    if (last) endTransaction(session);
    else refuseChunks(session, refusal);
    throw refusal;
  }
  refused.octets = octets;
  if (last) endTransaction(session);
  session.reply(`${refusal.code} ${refusal.message}`);
  return undefined;
}
