import { appendTo, COLON, CR, LF, SPACE, TAB } from '../bytes.ts';
import { fieldName, isUsualField } from './names.ts';

/** Where a message's fields begin, or where its body begins when it has no fields. */
export interface Lead {
  hasFields: boolean;
  at: number;
}

/** The first field must begin within this many octets of the message. */
export const MAX_LEAD = 4096;

/** The most lines that programs put before the first field: mbox lines and blank lines. More of them are a body. */
const MAX_LEAD_LINES = 16;

/**
 * Looks for the first field of a message (RFC 5322 2.2) after things that do not belong there but occur: a byte order mark, the
 * separator line of mbox files (RFC 4155; `>From ` when quoted), blank lines, and one line that is no field. After blank lines or
 * such a line only a field that headers usually have counts, since a body may begin at once and hold any `word:`.
 * Returns null while `bytes` are not enough to tell; with `complete` they are the whole message or its first MAX_LEAD octets.
 */
export function readLead(bytes: Buffer, complete: boolean): Lead | null {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (at === 0 && !complete && bytes.length < 3) return null;
  let bodyAt = -1;
  let usualOnly = false;
  let strayLines = 0;
  for (let lines = 0; lines < MAX_LEAD_LINES; lines++) {
    const name = fieldNameAt(bytes, at);
    if (name === null && !complete) return null;
    if (name && (!usualOnly || isUsualField(name))) return { hasFields: true, at };
    const lf = bytes.indexOf(LF, at);
    if (lf < 0 && !complete) return null;
    if (lf < 0) break;
    if (lf === at || (lf === at + 1 && bytes[at] === CR)) {
      if (bodyAt < 0) bodyAt = lf + 1;
      usualOnly = true;
    } else if (!isMboxLine(bytes, at)) {
      const continues = strayLines > 0 && (bytes[at] === SPACE || bytes[at] === TAB);
      if (!continues && ++strayLines > 1) break;
      usualOnly = true;
    }
    at = lf + 1;
  }
  return { hasFields: false, at: Math.max(bodyAt, 0) };
}

/** Keeps the first octets of an arriving message until they show where its fields begin. */
export class MessageFront {
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;
  /** The number of octets that were not enough at the last attempt; the next attempt comes when there are twice as many. */
  #tried = 0;

  /** All octets so far. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Takes the next octets, and copies them unless the answer is known at once. */
  push(chunk: Buffer): Lead | null {
    if (this.#length === 0) {
      const lead = readFront(chunk);
      this.#bytes = lead ? chunk : Buffer.from(chunk);
      this.#length = this.#tried = chunk.length;
      return lead;
    }
    this.#bytes = appendTo(this.#bytes, this.#length, chunk);
    this.#length += chunk.length;
    if (this.#length < 2 * this.#tried && this.#length < MAX_LEAD) return null;
    this.#tried = this.#length;
    return readFront(this.bytes);
  }

  /** Returns the lead of a message that ends here. */
  end(): Lead {
    return readLead(this.bytes.subarray(0, MAX_LEAD), true) as Lead;
  }
}

function readFront(bytes: Buffer): Lead | null {
  return readLead(bytes.subarray(0, MAX_LEAD), bytes.length >= MAX_LEAD);
}

/** Returns the name of the field that begins at `start`; '' when none does, null when the bytes end before that is known. */
function fieldNameAt(bytes: Buffer, start: number): string | null {
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === LF) return '';
    if (byte === COLON) return fieldName(bytes, start, at);
  }
  return null;
}

/** Returns whether the line begins with `From ` or, quoted once or more, `>From `. */
function isMboxLine(bytes: Buffer, start: number): boolean {
  let at = start;
  while (bytes[at] === 0x3e) at++;
  return bytes.toString('latin1', at, at + 5) === 'From ';
}
