import type { RawMessage } from '@postroom/mailbox';
import type { Session } from '../session/session.ts';
import { maildropOf } from '../session/state.ts';
import { DotStuffer, LineLimit } from './dot-stuffing.ts';

/** Messages up to here leave in one piece; a copy is cheaper than several writes. */
const onePiece = 64 * 1024;

/**
 * Sends a message as a multi-line answer: the header and all of the body, or so many lines of it. However large, a
 * chunk of it at a time is in memory, and the next is read when the client has taken the one before.
 */
export async function sendMessage(session: Session, status: string, raw: RawMessage, lines = Infinity): Promise<void> {
  const stuffer = new DotStuffer();
  const out: Buffer[] = [Buffer.from(`+OK ${status}\r\n`), ...stuffer.push(raw.header)];
  const limit = new LineLimit(lines);
  if (!limit.reached) {
    if (raw.body) out.push(...stuffer.push(limit.take(raw.body)));
    else if (raw.size > raw.header.length) return stream(session, out, stuffer, limit, raw);
  }
  out.push(Buffer.from(stuffer.end()));
  await sendAll(session, out);
}

async function stream(
  session: Session,
  head: Buffer[],
  stuffer: DotStuffer,
  limit: LineLimit,
  raw: RawMessage,
): Promise<void> {
  await sendAll(session, head);
  try {
    for await (const chunk of maildropOf(session).streamBody(raw.blobId, raw.header.length)) {
      await sendAll(session, stuffer.push(limit.take(chunk)));
      if (limit.reached) break;
    }
  } catch (error) {
    // An answer that was begun can only be finished or cut off; a client must never take half a message for a whole.
    session.connection.destroy();
    throw error;
  }
  await session.send(stuffer.end());
}

async function sendAll(session: Session, pieces: readonly Buffer[]): Promise<void> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length <= onePiece) return session.send(Buffer.concat(pieces, length));
  for (const piece of pieces) await session.send(piece);
}
