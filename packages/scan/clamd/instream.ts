import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { ScannedMessage } from '../message.ts';
import { BadAnswer } from '../scan-result.ts';
import type { HostAndPort } from './host-and-port.ts';
import { parseReply, type VirusVerdict } from './reply.ts';

/** The most octets of a chunk. */
const CHUNK = 64 * 1024;
const HUNG_UP = 'clamd closed the connection before the end of the message; it may exceed its StreamMaxLength';
/** The most octets of a reply: names of viruses are short. */
const MAX_REPLY = 4096;

/**
 * Sends a message to clamd while it is read, and returns what clamd found (clamd(8): zINSTREAM, chunks that begin with their
 * length in 4 octets, big-endian, and an empty one at the end).
 * Throws TooLarge, BadAnswer, the error of the connection, or the signal's reason.
 */
export async function scanWithClamd(
  { host, port }: HostAndPort,
  message: ScannedMessage,
  signal: AbortSignal,
): Promise<VirusVerdict> {
  signal.throwIfAborted();
  const socket = connect({ host, port, signal });
  // Without it the last small chunk of every message waits for an acknowledgement.
  socket.setNoDelay(true);
  let isSent = false;
  const sending = send(socket, message).then(
    () => {
      isSent = true;
    },
    (error: Error) => void socket.destroy(error),
  );
  try {
    const verdict = parseReply(await readReply(socket));
    if (!isSent) throw new BadAnswer('clamd answered before the end of the message');
    return verdict;
  } finally {
    socket.destroy();
    await sending;
  }
}

async function send(socket: Socket, message: ScannedMessage): Promise<void> {
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  socket.write('zINSTREAM\0');
  for await (const piece of message.read()) {
    for (let at = 0; at < piece.length; at += CHUNK) {
      if (closed.signal.aborted) return;
      if (!writeChunk(socket, piece.subarray(at, at + CHUNK))) await once(socket, 'drain', closed);
      // Reads what clamd sent first: a write to a connection that clamd closed would drop its reply.
      await setImmediate();
    }
  }
  writeChunk(socket, Buffer.alloc(0));
}

/** Writes a chunk; returns whether more may be written at once. */
function writeChunk(socket: Socket, chunk: Buffer): boolean {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(chunk.length);
  socket.cork();
  socket.write(length);
  const more = chunk.length === 0 || socket.write(chunk);
  socket.uncork();
  return more;
}

/** Reads a reply up to the NUL that ends it. */
function readReply(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let reply = '';
    socket.on('data', (data: Buffer) => {
      reply += data.toString('latin1');
      const end = reply.indexOf('\0');
      if (end !== -1 && end <= MAX_REPLY) resolve(reply.slice(0, end));
      else if (reply.length > MAX_REPLY) reject(new BadAnswer(`clamd answered with more than ${MAX_REPLY} octets`));
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.syscall === 'write' ? new BadAnswer(HUNG_UP, { cause: error }) : error),
    );
    socket.on('close', () => reject(new BadAnswer('clamd closed the connection without a reply')));
  });
}
