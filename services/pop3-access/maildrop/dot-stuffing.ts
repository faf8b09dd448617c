const LF = 10;
const DOT = 46;
const CRLF = '\r\n';
const lineFeedDot = '\n.';

/**
 * Prepares a message, which comes in chunks of any size, for a multi-line response (RFC 1939 3): doubles a dot at the
 * start of a line. A line starts after every LF, with or without CR: a program that takes a bare LF for a line end must
 * not see the end of the response inside a message.
 */
export class DotStuffer {
  /** The last two octets sent. It begins as CRLF because the status line has just been sent. */
  #tail = CRLF;

  /** Returns the chunk with its dots doubled as one buffer; the same buffer if there is nothing to double. */
  push(chunk: Buffer): Buffer {
    if (chunk.length === 0) return chunk;
    const startsWithDot = chunk[0] === DOT && this.#tail.endsWith('\n');
    this.#tail =
      chunk.length === 1 ? this.#tail.slice(1) + chunk.toString('latin1') : chunk.toString('latin1', chunk.length - 2);
    const first = startsWithDot ? 0 : chunk.indexOf(lineFeedDot) + 1;
    return startsWithDot || first > 0 ? stuffed(chunk, first) : chunk;
  }

  /** Returns the end of the response; if the last line has no CRLF, the CRLF comes first. */
  end(): string {
    return this.#tail === CRLF ? '.\r\n' : '\r\n.\r\n';
  }
}

/** Returns the chunk with its dots doubled. `first` is the position of the first dot to double. */
function stuffed(chunk: Buffer, first: number): Buffer {
  // At most every other octet is a dot after an LF.
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

/** Passes on the given number of lines and no more (RFC 1939 7 TOP). Lines end with LF, with or without CR. */
export class LineLimit {
  #left: number;

  constructor(lines: number) {
    this.#left = lines;
  }

  /** Whether all lines have passed, so that nothing more will. */
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
