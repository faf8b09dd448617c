import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Wire } from '@postroom/testkit';

const LINES = 8_000;
const CRLF = Buffer.from('\r\n');
/** About 600 kB of base64, as in attachments, which cannot be compressed much. */
const piece = Buffer.from(Array.from({ length: LINES }, () => `${randomBytes(57).toString('base64')}\r\n`).join(''));

/** Generates a message of exactly that many octets while it is sent, so it is never in memory. It differs for every `seed`. */
export function* largeMessage(seed: number, octets: number): Generator<Buffer> {
  const header = Buffer.from(`Subject: large ${seed}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n`);
  yield header;
  let left = octets - header.length;
  for (let count = 0; left > 0; count++) {
    // Each piece is different, so that a lost, repeated or misplaced one is noticed.
    const part = Buffer.from(left >= piece.length ? piece : Buffer.concat([piece.subarray(0, left - 2), CRLF]));
    part.write(`${seed}-${count}-`.padEnd(20, '='));
    left -= part.length;
    yield part;
  }
}

export async function hashOf(pieces: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const octets of pieces) hash.update(octets);
  return hash.digest('hex');
}

/** Sends a message piece by piece, as fast as the server takes it; resolves with its 250. */
export async function sendLarge(port: number, recipient: string, pieces: Iterable<Buffer>): Promise<void> {
  await using wire = await Wire.connect({ port, timeout: 300_000 });
  await wire.expect(/^220 /);
  await wire.ask('HELO large.test', /^250 /);
  await wire.ask('MAIL FROM:<x@elsewhere.test>', /^250 /);
  await wire.ask(`RCPT TO:<${recipient}>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  for (const octets of pieces) if (!wire.socket.write(octets)) await once(wire.socket, 'drain');
  await wire.ask('.', /^250 2\.0\.0 Queued/);
}
