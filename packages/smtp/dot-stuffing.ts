const CR = 13;
const LF = 10;
const DOT = 46;

/**
 * Writes a message for DATA (RFC 5321 4.5.2): every line end is CRLF, a line that begins with a dot gets
 * another, and the last line is ended. A bare CR or LF becomes CRLF: RFC 5321 2.3.8 forbids to send them, and a server
 * that takes them for line ends could be made to see a second message in this one (SMTP smuggling).
 *
 * Chunks may be cut anywhere. A chunk that needs no change is passed on without copying.
 */
export class DotStuffer {
  #lineStart = true;
  /** Whether the last chunk ended in a CR, which is not sent until it is known whether a LF follows. */
  #heldCr = false;

  /** Returns what to send for this chunk, in one piece. */
  push(chunk: Uint8Array): Buffer {
    const input = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const clean = this.#heldCr ? 0 : this.#cleanLength(input);
    return clean === input.length ? input : this.#changed(input, clean);
  }

  /** Returns the end of the message: the end of the last line if it lacks one, and the dot. */
  end(): Buffer {
    return Buffer.from(this.#heldCr || !this.#lineStart ? '\r\n.\r\n' : '.\r\n');
  }

  /** Returns how many octets come before the first line that needs a change. */
  #cleanLength(input: Buffer): number {
    let lineAt = 0;
    let lineStart = this.#lineStart;
    for (;;) {
      if (lineStart && input[lineAt] === DOT) break;
      const lf = input.indexOf(LF, lineAt);
      const cr = input.indexOf(CR, lineAt);
      if (lf === -1 && cr === -1) {
        this.#lineStart = lineStart && lineAt === input.length;
        return input.length;
      }
      if (cr === -1 || lf !== cr + 1) break;
      lineAt = lf + 1;
      lineStart = true;
    }
    this.#lineStart = lineStart;
    return lineAt;
  }

  #changed(input: Buffer, from: number): Buffer {
    // Each octet becomes at most two, and so does the held CR.
    const out = Buffer.allocUnsafe(2 * input.length - from + 2);
    let length = input.copy(out, 0, 0, from);
    let at = from;
    if (this.#heldCr) {
      length = endLine(out, length);
      if (input[at] === LF) at++;
      this.#heldCr = false;
      this.#lineStart = true;
    }
    for (; at < input.length; at++) {
      const octet = input[at] as number;
      this.#heldCr = octet === CR && at + 1 === input.length;
      if (this.#heldCr) break;
      if (octet === CR || octet === LF) {
        length = endLine(out, length);
        if (octet === CR && input[at + 1] === LF) at++;
        this.#lineStart = true;
        continue;
      }
      if (octet === DOT && this.#lineStart) out[length++] = DOT;
      out[length++] = octet;
      this.#lineStart = false;
    }
    return out.subarray(0, length);
  }
}

function endLine(out: Buffer, length: number): number {
  out[length] = CR;
  out[length + 1] = LF;
  return length + 2;
}
