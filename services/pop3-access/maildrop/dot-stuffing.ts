const LF = 10;
const DOT = 46;
const CRLF = '\r\n';
const stuffedDot = Buffer.from('.');
const lineFeedDot = '\n.';

/**
 * Prepares a message for a multi-line answer (RFC 1939 3): a dot at the start of a line is doubled, in whatever chunks
 * the message comes. A line starts behind every LF, with or without CR: a program that takes bare LF for a line end
 * must not see the end of the answer inside a message.
 */
export class DotStuffer {
  /** The last two octets sent; the status line has just ended. */
  #tail = CRLF;

  /** The chunk as it goes out, in pieces; mostly one, the chunk itself. */
  push(chunk: Buffer): Buffer[] {
    if (chunk.length === 0) return [];
    const pieces: Buffer[] = [];
    let from = 0;
    let dot = chunk[0] === DOT && this.#tail.endsWith('\n') ? 0 : this.#nextDot(chunk, 0);
    while (dot >= 0) {
      if (dot > from) pieces.push(chunk.subarray(from, dot));
      pieces.push(stuffedDot);
      from = dot;
      dot = this.#nextDot(chunk, dot);
    }
    pieces.push(chunk.subarray(from));
    this.#tail =
      chunk.length === 1 ? this.#tail.slice(1) + chunk.toString('latin1') : chunk.toString('latin1', chunk.length - 2);
    return pieces;
  }

  /** What ends the answer; a last line without CRLF gets one first. */
  end(): string {
    return this.#tail === CRLF ? '.\r\n' : '\r\n.\r\n';
  }

  #nextDot(chunk: Buffer, from: number): number {
    const found = chunk.indexOf(lineFeedDot, from);
    return found < 0 ? -1 : found + 1;
  }
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
    while (this.#left > 0 && end < chunk.length) {
      const lineEnd = chunk.indexOf(LF, end);
      if (lineEnd < 0) return chunk;
      end = lineEnd + 1;
      this.#left -= 1;
    }
    return chunk.subarray(0, end);
  }
}
