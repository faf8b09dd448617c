const LF = 10;
const DOT = 46;
const CRLF = '\r\n';
const lineFeedDot = '\n.';

/**
 * Prepares a message for a multi-line answer (RFC 1939 3): a dot at the start of a line is doubled, in whatever chunks
 * the message comes. A line starts behind every LF, with or without CR: a program that takes bare LF for a line end
 * must not see the end of the answer inside a message.
 */
export class DotStuffer {
  /** The last two octets sent; the status line has just ended. */
  #tail = CRLF;

  /** The chunk as it goes out, in one piece: itself where nothing is to be doubled. */
  push(chunk: Buffer): Buffer {
    if (chunk.length === 0) return chunk;
    const startsWithDot = chunk[0] === DOT && this.#tail.endsWith('\n');
    this.#tail =
      chunk.length === 1 ? this.#tail.slice(1) + chunk.toString('latin1') : chunk.toString('latin1', chunk.length - 2);
    const first = startsWithDot ? 0 : chunk.indexOf(lineFeedDot) + 1;
    return startsWithDot || first > 0 ? stuffed(chunk, first) : chunk;
  }

  /** What ends the answer; a last line without CRLF gets one first. */
  end(): string {
    return this.#tail === CRLF ? '.\r\n' : '\r\n.\r\n';
  }
}

/** The chunk with its dots doubled, the first of which stands at `first`. */
function stuffed(chunk: Buffer, first: number): Buffer {
  // Every other octet at most is a dot behind a LF.
  const out = Buffer.allocUnsafe(chunk.length + Math.ceil((chunk.length - first) / 2) + 1);
  chunk.copy(out, 0, 0, first);
  let length = first;
  out[length++] = DOT;
  let before = 0;
  for (let at = first; at < chunk.length; at++) {
    const octet = chunk[at] as number;
    if (octet === DOT && before === LF) out[length++] = DOT;
    out[length++] = octet;
    before = octet;
  }
  return out.subarray(0, length);
}

/** Passes on so many lines and no more (RFC 1939 7 TOP). Lines end with LF, with or without CR. */
export class LineLimit {
  #left: number;

  constructor(lines: number) {
    this.#left = lines;
  }

  /** Nothing more will pass. */
  get reached(): boolean {
    return this.#left <= 0;
  }

  take(chunk: Buffer): Buffer {
    let end = 0;
    for (let at = 0; at < chunk.length && this.#left > 0; at++) {
      if (chunk[at] === LF) this.#left -= 1;
      end = at + 1;
    }
    return chunk.subarray(0, end);
  }
}
