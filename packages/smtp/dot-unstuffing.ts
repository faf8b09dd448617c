const CR = 13;
const LF = 10;
const DOT = 46;

const CRLF_DOT = Buffer.from('\r\n.');

// States after the last octet.
const IN_LINE = 0;
const BEHIND_CR = 1;
const LINE_START = 2;
/** After a dot that began a line; this dot is no part of the message, whatever follows. */
const BEHIND_DOT = 3;
const BEHIND_DOT_CR = 4;

/** How many octets after a removed dot are read one by one, since more dots are likely there. */
const NEAR = 512;

/** The parts of the message in a chunk, and where the next command begins after the end of data; -1 while the message goes on. */
export interface Unstuffed {
  readonly pieces: readonly Buffer[];
  readonly end: number;
}

/**
 * Reads the octets after DATA (RFC 5321 4.5.2): removes the dot that begins a line, and ends the message at CRLF `.` CRLF.
 * Only CRLF ends a line (2.3.8): a dot after a bare CR or LF belongs to the message.
 */
export class DotUnstuffer {
  #state = LINE_START;

  /** Takes the next chunk; the returned pieces, two at most, lie in its memory. Must not be called after the end. */
  push(chunk: Buffer): Unstuffed {
    const lead = this.#leadOf(chunk);
    let state = this.#state;
    let read = 0;
    let written = 0;
    let near = 0;
    while (read < chunk.length) {
      if (state === IN_LINE && read >= near) {
        const found = chunk.indexOf(CRLF_DOT, read);
        const next = found < 0 ? chunk.length : found + 2;
        if (written < read) chunk.copyWithin(written, read, next);
        written += next - read;
        state = found < 0 ? stateBehind(chunk, read) : LINE_START;
        read = next;
        continue;
      }
      const octet = chunk[read++] as number;
      if (state === BEHIND_DOT_CR) {
        if (octet === LF) return { pieces: piecesOf(lead, chunk, written), end: read };
        // It was not the end of data, so the CR is a bare one.
        if (read > 1) chunk[written++] = CR;
        state = BEHIND_CR;
      }
      if (state === LINE_START && octet === DOT) {
        state = BEHIND_DOT;
        near = read + NEAR;
      } else if (state === BEHIND_DOT && octet === CR) {
        state = BEHIND_DOT_CR;
      } else {
        chunk[written++] = octet;
        if (octet === CR) state = BEHIND_CR;
        else state = state === BEHIND_CR && octet === LF ? LINE_START : IN_LINE;
      }
    }
    this.#state = state;
    return { pieces: piecesOf(lead, chunk, written), end: -1 };
  }

  /** Returns a CR that was held back at the end of the last chunk and turns out to belong to the message. */
  #leadOf(chunk: Buffer): Buffer | undefined {
    const isHeld = this.#state === BEHIND_DOT_CR && chunk.length > 0 && chunk[0] !== LF;
    return isHeld ? Buffer.of(CR) : undefined;
  }
}

function piecesOf(lead: Buffer | undefined, chunk: Buffer, written: number): Buffer[] {
  const pieces = lead ? [lead] : [];
  if (written > 0) pieces.push(chunk.subarray(0, written));
  return pieces;
}

/** Returns the state after the octets from `start` to the chunk's end, which begin within a line. */
function stateBehind(chunk: Buffer, start: number): number {
  const last = chunk.length - 1;
  if (chunk[last] === CR) return BEHIND_CR;
  return chunk[last] === LF && last > start && chunk[last - 1] === CR ? LINE_START : IN_LINE;
}
