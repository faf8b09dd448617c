import { writeMailboxName } from '../values/mailbox-name.ts';

const SMALL = 512;
const PAGE = 72 * 1024;
/** Longer strings become literals, so that no client's line buffer overflows. */
const LONGEST_QUOTED = 1024;

const EMPTY = Buffer.alloc(0);

/** No response is being written. */
const NONE = -1;
/** The beginning of the current response was taken already. */
const GONE = -2;

const QUOTABLE = /^[\x20-\x7e]*$/;

/**
 * Builds responses in one growing buffer. It starts small, so that a quiet session uses little memory. `take` hands the
 * bytes over, so they can go to a socket without a copy.
 */
export class ResponseWriter {
  /** Whether mailbox names are written as UTF-8 (RFC 6855). */
  utf8 = false;
  #buffer: Buffer = EMPTY;
  #at = 0;
  /** Whether the last taken buffer was large, so that the next is likely to be. */
  #large = false;
  /** Where the current response begins. */
  #start = NONE;

  /** Bytes written and not taken. */
  get length(): number {
    return this.#at;
  }

  /** Begins a response that `abandon` may take back. */
  begin(): this {
    this.#start = this.#at;
    return this;
  }

  /** Ends the response. */
  end(): this {
    this.#start = NONE;
    return this;
  }

  /** Takes back a response that began and did not end. Returns false when a part of it was taken already. */
  abandon(): boolean {
    const start = this.#start;
    this.#start = NONE;
    if (start >= 0) this.#at = start;
    return start !== GONE;
  }

  /** Writes protocol text; it must be ASCII, which is not checked. */
  text(ascii: string): this {
    this.#reserve(ascii.length);
    this.#at += this.#buffer.write(ascii, this.#at, 'latin1');
    return this;
  }

  /** Writes bytes that are in protocol form already, such as a stored ENVELOPE. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }

  /** Writes a string: quoted where possible, else as a literal (RFC 3501 4.3). */
  string(value: string): this {
    if (value.length <= LONGEST_QUOTED && QUOTABLE.test(value)) return this.text(quote(value));
    return this.literal(Buffer.from(value));
  }

  nstring(value: string | null | undefined): this {
    return value === null || value === undefined ? this.text('NIL') : this.string(value);
  }

  literal(bytes: Uint8Array): this {
    return this.literalHead(bytes.length).raw(bytes);
  }

  /** Writes `{n}` CRLF, for a literal whose bytes follow by `raw` or another way. */
  literalHead(size: number): this {
    return this.text(`{${size}}\r\n`);
  }

  /** Writes `~{n}` CRLF and the bytes: a literal that may hold NUL (RFC 3516 4.3). */
  literal8(bytes: Uint8Array): this {
    return this.text('~').literal(bytes);
  }

  mailbox(name: string): this {
    const written = writeMailboxName(name, this.utf8);
    return this.utf8 ? this.raw(Buffer.from(written)) : this.text(written);
  }

  flags(flags: readonly string[]): this {
    return this.text(`(${flags.join(' ')})`);
  }

  /** Returns everything written; the writer is empty afterwards. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#at);
    this.#large = this.#at > PAGE / 2;
    if (this.#start !== NONE) this.#start = this.#start === this.#at ? 0 : GONE;
    this.#buffer = EMPTY;
    this.#at = 0;
    return taken;
  }

  #reserve(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.#buffer.length) return;
    const wanted = this.#large || needed > PAGE / 4 ? PAGE : needed <= SMALL ? SMALL : needed * 4;
    const grown = Buffer.allocUnsafe(needed <= wanted ? wanted : needed * 2);
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}

/** Returns a quoted string of printable ASCII. */
export function quote(value: string): string {
  return /["\\]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`;
}
