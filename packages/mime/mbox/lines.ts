/** Lines up to this many octets come in one piece; longer ones come in several, as they arrive. */
const WHOLE = 1_024;
const LF = 0x0a;
const CR = 0x0d;

/** A line without its end, or a piece of one. */
export interface LinePiece {
  readonly octets: Buffer;
  /** Whether the piece begins a line. */
  readonly begins: boolean;
  /** Whether the piece ends a line: a line end followed, LF or CRLF. */
  readonly ends: boolean;
}

/** Yields the lines of a file, whatever pieces it comes in. Octets after the last line end are a line too, without an end. */
export async function* linePieces(file: AsyncIterable<Buffer>): AsyncGenerator<LinePiece> {
  let rest: Buffer = Buffer.alloc(0);
  let begins = true;
  for await (const piece of file) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let at = 0;
    for (let end = rest.indexOf(LF); end >= 0; end = rest.indexOf(LF, at)) {
      yield { octets: rest.subarray(at, rest[end - 1] === CR && end > at ? end - 1 : end), begins, ends: true };
      begins = true;
      at = end + 1;
    }
    // A CR may be half of a CRLF.
    const keep = rest.at(-1) === CR ? 1 : 0;
    if (rest.length - at - keep > (begins ? WHOLE : 0)) {
      yield { octets: rest.subarray(at, rest.length - keep), begins, ends: false };
      begins = false;
      at = rest.length - keep;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0 || !begins) yield { octets: rest, begins, ends: false };
}
