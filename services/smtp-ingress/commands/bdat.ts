import { type BdatCommand, parseBdatCommand, SmtpError } from '@postroom/smtp';
import { command, type Reply } from '../command.ts';
import { beginReception } from '../receive.ts';
import type { Reception } from '../reception.ts';
import { conclude } from '../session/conclude.ts';
import { refusalOf } from '../session/errors.ts';
import { ConnectionLost } from '../session/input.ts';
import { noteMessage } from '../session/note-refusal.ts';
import type { Session } from '../session/session.ts';
import { ANY_STATE, endTransaction, enterState, helloOf, transactionOf } from '../session/state.ts';
import { dropChunk, isReadable, refuseChunks } from '../session/unwanted-chunks.ts';

/**
 * RFC 3030 2: the given number of octets of the message follows the line. Nothing in them ends the message, and no dot is removed. They
 * follow in every state, and are read before the reply, so that none is taken for a command.
 */
export const bdat = command<BdatCommand | undefined>({
  name: 'BDAT',
  states: ANY_STATE,
  parse: parseBdatCommand,
  async run(session, chunk) {
    if (!chunk) {
      session.reply('501 5.5.4 BDAT needs the size of the chunk');
      session.end('421 4.7.0 BDAT without a valid chunk size, closing the connection');
      return undefined;
    }
    const { state } = session;
    if (state.name !== 'recipients' && state.name !== 'chunks') return dropChunk(session, chunk);
    if (!isReadable(session, chunk.size, TOO_LARGE)) return undefined;
    const reception = state.name === 'chunks' ? state.reception : beginReception(session);
    enterState(session, { name: 'chunks', hello: helloOf(session), transaction: transactionOf(session), reception });
    try {
      return chunk.last ? await lastChunk(session, chunk, reception) : await oneChunk(session, chunk, reception);
    } catch (error) {
      if (!(error instanceof ConnectionLost) && !chunk.last) refuseChunks(session, refusalOf(error).refusal);
      throw error;
    }
  },
});

const TOO_LARGE = new SmtpError(552, '5.3.4', 'The message is too large');

async function readChunk({ input }: Session, size: number, reception: Reception): Promise<void> {
  reception.announce(size);
  await input.chunk(size, (piece) => reception.take(piece));
}

async function oneChunk(session: Session, { size }: BdatCommand, reception: Reception): Promise<string> {
  await readChunk(session, size, reception);
  if (reception.failure) {
    noteMessage(session, transactionOf(session), refusalOf(reception.failure).refusal);
    throw reception.failure;
  }
  return `250 2.0.0 ${size} octets received`;
}

/** Reads the last chunk. Whether the message is accepted or not, its transaction is over. */
async function lastChunk(session: Session, { size }: BdatCommand, reception: Reception): Promise<Reply> {
  try {
    return await conclude(session, reception, () => readChunk(session, size, reception));
  } finally {
    endTransaction(session);
  }
}
