import { type BdatCommand, badSequence, type SmtpError } from '@postroom/smtp';
import type { Session } from './session.ts';
import { endTransaction, enterState, nextStep } from './state.ts';

/** The octets of unwanted chunks that are read, as a multiple of the largest message; after that the session ends. */
const MOST_DROPPED = 4;

/** Ends the transaction of a message when one of its chunks is refused. */
export function refuseChunks(session: Session, refusal: SmtpError): void {
  if ('hello' in session.state) {
    enterState(session, { name: 'greeted', hello: session.state.hello, refused: { refusal, octets: 0 } });
  }
}

/** Whether this number of octets is read at all; if not, the refusal is sent and the session ends. */
export function isReadable(session: Session, octets: number, refusal: SmtpError): boolean {
  if (octets <= MOST_DROPPED * session.services.settings.maxMessageBytes) return true;
  session.reply(`${refusal.code} ${refusal.message}`);
  session.end('421 4.7.0 Too much data after a refused chunk');
  return false;
}

/**
 * Reads a chunk where none is possible. Chunks after a refused one get the same reply and do not count as further errors, because the
 * client may have sent them before it got that reply.
 */
export async function dropChunk(session: Session, { size, last }: BdatCommand): Promise<undefined> {
  const refused = session.state.name === 'greeted' ? session.state.refused : undefined;
  const refusal = refused?.refusal ?? badSequence(nextStep(session));
  const octets = (refused?.octets ?? 0) + size;
  if (!isReadable(session, octets, refusal)) return undefined;
  const timer = setTimeout(
    () => session.end('421 4.4.2 Timeout while receiving a chunk'),
    session.services.settings.dataMs,
  );
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
