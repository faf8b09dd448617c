const CR = 13;
const LF = 10;
const DOT = 46;
const CRLF = Buffer.from('\r\n');
const EXTRA_DOT = Buffer.from('.');

/**
 * Writes a message as DATA wants it, RFC 5321 4.5.2: every line end is CRLF, a line that begins with a dot gets
 * another, and the last line is ended. A bare CR or LF becomes CRLF: RFC 5321 2.3.8 forbids to send them, and a server
 * that takes them for line ends could be made to see a second message in this one (SMTP smuggling).
 *
 * Chunks may be cut anywhere. Clean stretches are passed on as views of the input, without copying.
 */
export class DotStuffer {
  #lineStart = true;
  /** The last chunk ended in a CR, which is not sent before it is known whether a LF belongs to it. */
  #heldCr = false;

  /** The pieces to send for this chunk. */
  push(chunk: Uint8Array): Buffer[] {
    const input = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const out: Buffer[] = [];
    if (input.length === 0) return out;
    let from = 0;
    const insert = (piece: Buffer, at: number, resume: number) => {
      if (at > from) out.push(input.subarray(from, at));
      out.push(piece);
      from = resume;
    };
    if (this.#heldCr) {
      this.#heldCr = false;
      this.#lineStart = true;
      insert(CRLF, 0, input[0] === LF ? 1 : 0);
    }
    for (let at = from; at < input.length; at++) {
      const octet = input[at];
      if (octet === CR) {
        if (at + 1 === input.length) {
          this.#heldCr = true;
          break;
        }
        if (input[at + 1] === LF) at++;
        else insert(CRLF, at, at + 1);
        this.#lineStart = true;
      } else if (octet === LF) {
        insert(CRLF, at, at + 1);
        this.#lineStart = true;
      } else {
        if (this.#lineStart && octet === DOT) insert(EXTRA_DOT, at, at);
        this.#lineStart = false;
      }
    }
    const end = this.#heldCr ? input.length - 1 : input.length;
    if (end > from) out.push(input.subarray(from, end));
    return out;
  }

  /** What ends the message: the end of the last line if it lacks one, and the dot. */
  end(): Buffer {
    return Buffer.from(this.#heldCr || !this.#lineStart ? '\r\n.\r\n' : '.\r\n');
  }
}
