import { asBuffer, CR, LF } from '../bytes.ts';
import { type Lead, MAX_LEAD, MessageFront, readLead } from './lead.ts';

/**
 * Returns where a message's header block ends: the offset after its blank line, or the message's length when it has none. A message
 * that does not begin with a field has no header: its body begins at once, or after a leading blank line.
 */
export function headerEnd(message: Uint8Array): number {
  const bytes = asBuffer(message);
  const lead = leadOf(bytes);
  if (!lead.hasFields) return lead.at;
  for (let lf = bytes.indexOf(LF, lead.at); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
    if (bytes[lf + 1] === LF) return lf + 2;
    if (bytes[lf + 1] === CR && bytes[lf + 2] === LF) return lf + 3;
  }
  return bytes.length;
}

/** Returns where the first field begins: after a byte order mark, an mbox line and the like. Null when the message has no header. */
export function headerStart(message: Uint8Array): number | null {
  const lead = leadOf(asBuffer(message));
  return lead.hasFields ? lead.at : null;
}

function leadOf(bytes: Buffer): Lead {
  return readLead(bytes.subarray(0, MAX_LEAD), true) as Lead;
}

const InLine = 0;
const LineStart = 1;
const SawCr = 2; // a CR as the line's first byte

/** Finds the end of the header while a message arrives in pieces of any length: reads each octet once and keeps only the first few. */
export class HeaderEnd {
  #front: MessageFront | null = new MessageFront();
  #state = InLine;
  #total = 0;

  /** Takes the next octets; returns the header's length once it is known, else -1. Must not be called after that. */
  push(piece: Buffer): number {
    if (!this.#front) return this.#search(piece, 0);
    const lead = this.#front.push(piece);
    return lead ? this.#begin(this.#front, lead) : -1;
  }

  /** Returns the header's length when the message ends before `push` knew it. */
  end(): number {
    const length = this.#front ? this.#begin(this.#front, this.#front.end()) : -1;
    return length < 0 ? this.#total : length;
  }

  #begin({ bytes }: MessageFront, lead: Lead): number {
    this.#front = null;
    return lead.hasFields ? this.#search(bytes, lead.at) : lead.at;
  }

  #search(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length) {
      const byte = chunk[at];
      if (this.#state === InLine) {
        const lf = chunk.indexOf(LF, at);
        if (lf < 0) break;
        at = lf + 1;
        this.#state = LineStart;
      } else if (byte === LF) {
        return this.#total + at + 1;
      } else {
        this.#state = this.#state === LineStart && byte === CR ? SawCr : InLine;
        at++;
      }
    }
    this.#total += chunk.length;
    return -1;
  }
}
