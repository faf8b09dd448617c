import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js';

const KEPT = 4; // octets held back: the end of data may be split between chunks

/**
 * smtp-server looks at every octet of a message for a line that begins with a dot. Nearly all of a message holds none:
 * what comes before the first one is passed on as it is, and only the rest goes the slow way. (Measured with 64 KiB
 * messages: a tenth of the ingress' time.)
 */
export function quickenData(parser: SMTPStream): SMTPStream {
  const carefully = parser._feedDataStream.bind(parser);
  parser._feedDataStream = (chunk, done) => {
    const held = parser._lastBytes;
    const all = held ? Buffer.concat([held, chunk]) : chunk;
    parser._lastBytes = false;
    const dot = all.indexOf('\n.');
    // The octet before the line feed stays: with it the slow way knows CRLF from a bare line feed.
    const plain = dot === -1 ? all.length - KEPT : dot - 1;
    const stream = parser._dataStream;
    const startsWithDot = parser._atDataStart && all[0] === 0x2e;
    if (plain < KEPT || startsWithDot || !stream?.writable) {
      carefully(all, done);
      return;
    }
    parser._countDataBytes(plain);
    const rest = (): void => carefully(all.subarray(plain), done);
    if (stream.write(all.subarray(0, plain))) rest();
    else whenDrained(stream, rest);
  };
  return parser;
}

/** A stream that is destroyed never drains, it closes. */
function whenDrained(stream: NonNullable<SMTPStream['_dataStream']>, next: () => void): void {
  const go = (): void => {
    stream.removeListener('drain', go);
    stream.removeListener('close', go);
    next();
  };
  stream.once('drain', go);
  stream.once('close', go);
}
