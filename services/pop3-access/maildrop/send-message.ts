import type { RawMessage } from '@postroom/mailbox';
import type { Session } from '../session/session.ts';
import { maildropOf } from '../session/state.ts';
import { DotStuffer, LineLimit } from './dot-stuffing.ts';

/** Messages up to this size are sent in one piece: a copy is cheaper than several writes. */
const ONE_PIECE = 64 * 1024;

/**
 * Sends a message as a multi-line response: the header and all of the body, or the given number of its lines. Of a large
 * message only one chunk is in memory; the next is read when the client has taken the one before.
 * @param raw read with `answerRoom` around it
 */
export function sendMessage(
  session: Session,
  status: string,
  raw: RawMessage,
  lines = Infinity,
): Promise<void> | undefined {
  const answer = lines === Infinity && !raw.headerOnly ? framed(`+OK ${status}\r\n`, raw.octets) : undefined;
  return answer ? session.send(answer) : sendInPieces(session, status, raw, lines);
}

/** Returns the whole response in the memory of the message; undefined when dots must be doubled. */
function framed(front: string, octets: Buffer): Buffer | undefined {
  const { length } = octets;
  if (length === 0 || octets[0] === DOT || octets.includes('\n.')) return undefined;
  const back = octets[length - 1] === LF && octets[length - 2] === CR ? '.\r\n' : '\r\n.\r\n';
  const from = octets.byteOffset - front.length;
  const answer = Buffer.from(octets.buffer, from, front.length + length + back.length);
  answer.write(front, 'latin1');
  answer.write(back, front.length + length, 'latin1');
  return answer;
}

const LF = 10;
const CR = 13;
const DOT = 46;

async function sendInPieces(session: Session, status: string, raw: RawMessage, lines: number): Promise<void> {
  const stuffer = new DotStuffer();
  const [header, body] = [raw.octets.subarray(0, raw.headerLength), raw.octets.subarray(raw.headerLength)];
  const out: Buffer[] = [Buffer.from(`+OK ${status}\r\n`), stuffer.push(header)];
  const limit = new LineLimit(lines);
  if (!limit.reached) {
    if (raw.headerOnly) return stream(session, out, stuffer, limit, raw);
    out.push(stuffer.push(limit.take(body)));
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
    for await (const chunk of maildropOf(session).streamBody(raw.blobId, raw.headerLength)) {
      await session.send(stuffer.push(limit.take(chunk)));
      if (limit.reached) break;
    }
  } catch (error) {
    // A response that was begun can only be finished or cut off; a client must never take half a message for a whole one.
    session.connection.destroy();
    throw error;
  }
  await session.send(stuffer.end());
}

async function sendAll(session: Session, pieces: readonly Buffer[]): Promise<void> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length <= ONE_PIECE) return session.send(Buffer.concat(pieces, length));
  for (const piece of pieces) await session.send(piece);
}
