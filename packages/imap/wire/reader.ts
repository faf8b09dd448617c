import { TAG } from '../values/chars.ts';
import {
  announcementAt,
  type GatheredCommand,
  type LinePart,
  type LiteralAnnouncement,
  type LiteralPart,
  LONGEST_ANNOUNCEMENT,
} from './gathered.ts';

/** Limits, all in bytes. */
export interface ReaderLimits {
  /** One line with its line end. */
  readonly maxLine: number;
  /** One gathered literal; the receiver of a streamed literal limits it. */
  readonly maxLiteral: number;
  /** Everything gathered for one command; each line and literal counts PART_OCTETS more than its length. */
  readonly maxCommand: number;
  /** How much of a refused command is read and discarded before the connection is given up. */
  readonly maxDiscard: number;
}

/** Returns whether a literal announced after these parts is streamed (a message), not gathered. */
export type StreamRule = (soFar: GatheredCommand) => boolean;

export type Refusal = 'line' | 'literal' | 'command';

export type ReaderEvent =
  | { readonly kind: 'command'; readonly command: GatheredCommand }
  /** A synchronising literal is accepted: the caller sends `+`. */
  | { readonly kind: 'continue' }
  /** A literal to stream is announced: the caller answers with `takeStream` or `dropStream`. */
  | { readonly kind: 'stream'; readonly command: GatheredCommand; readonly literal: LiteralAnnouncement }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  /** The streamed literal is complete; the rest of the command follows as 'command' or as another 'stream'. */
  | { readonly kind: 'data-end' }
  /** A command broke a limit. Its bytes are gone; after a fatal refusal nothing more is read. */
  | { readonly kind: 'refused'; readonly what: Refusal; readonly tag: string | undefined; readonly fatal: boolean };

/** The state of discarding a refused command: the event for when its bytes are gone, if any. */
interface Discard {
  readonly event: ReaderEvent | undefined;
  tail: Buffer;
}

/** What keeping a line or literal costs besides its bytes; otherwise thousands of empty ones would be free. */
const PART_OCTETS = 16;
/** A line in more pieces than this is joined as it comes, since each piece takes a hundred octets to keep. */
const MAX_PIECES = 256;

const LF = 0x0a;
const CR = 0x0d;
const NOTHING = Buffer.alloc(0);

/**
 * Turns bytes into commands (RFC 3501 4.3, 7; RFC 7888 for `{n+}`). Has no side effects: bytes go in with `push`, events come out of `next`
 * until it returns undefined. The events do not depend on how the bytes were cut. A bare LF ends a line like CRLF.
 */
export class CommandReader {
  limits: ReaderLimits;
  /** When true a line never announces a literal, for the lines inside AUTHENTICATE and IDLE. */
  linesOnly = false;
  readonly #isStream: StreamRule;
  #chunks: Buffer[] = [];
  /** How much of the first chunk was taken. */
  #taken = 0;
  #state: 'line' | 'literal' | 'decide' | 'stream' | 'discard-line' | 'discard-literal' | 'dead' = 'line';
  #parts: (LinePart | LiteralPart)[] = [];
  /** Pieces of the line or literal being gathered, and their length. */
  #pieces: Buffer[] = [];
  #length = 0;
  #commandLength = 0;
  #missing = 0;
  /** True from a command's first streamed literal to its end: all its later literals are streamed too. */
  #streaming = false;
  #announced: LiteralAnnouncement | undefined;
  #discard: Discard | undefined;
  #discarded = 0;

  constructor(limits: ReaderLimits, isStream: StreamRule = () => false) {
    this.limits = limits;
    this.#isStream = isStream;
  }

  push(chunk: Buffer): void {
    if (chunk.length > 0 && this.#state !== 'dead') this.#chunks.push(chunk);
  }

  /** Bytes pushed and not yet read. */
  get pending(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, -this.#taken);
  }

  /** Whether the reader is between commands: it has seen nothing of the next one. */
  get idle(): boolean {
    return this.#state === 'line' && this.#parts.length === 0 && this.#length === 0 && this.#chunks.length === 0;
  }

  /** Discards everything received: what was sent in plain text before a TLS handshake must have no effect after it. */
  clear(): void {
    this.#dropChunks();
    this.#endCommand();
  }

  /** Returns the next event; undefined when it needs more bytes, or the answer to a 'stream' event. */
  next(): ReaderEvent | undefined {
    for (;;) {
      if (this.#state === 'decide' || this.#state === 'dead') return undefined;
      const ended = this.#missing === 0 && this.#state !== 'line' && this.#state !== 'discard-line';
      const chunk = this.#chunks[0];
      if (!ended && !chunk) return undefined;
      const event = ended ? this.#literalEnd() : this.#step(chunk as Buffer);
      if (event) return event;
    }
  }

  /** Answers a 'stream' event: its bytes follow as 'data'. The caller sends the continuation if it is synchronising. */
  takeStream(): void {
    if (this.#state !== 'decide') throw new Error('no literal was announced');
    this.#missing = this.#announced?.size ?? 0;
    this.#state = 'stream';
  }

  /**
   * Answers a 'stream' event, or ends a stream early: discards what the client still sends of this command.
   * After a refused synchronising literal the client sends nothing more (RFC 3501 7.5). Does nothing between commands.
   */
  dropStream(): void {
    if (!this.#streaming) return;
    if (this.#state === 'decide') {
      if (!this.#announced?.nonSync) {
        this.#endCommand();
        return;
      }
      this.#missing = this.#announced.size;
    }
    if (this.#missing > this.limits.maxDiscard) {
      this.#state = 'dead';
      return;
    }
    this.#discard = { event: undefined, tail: Buffer.concat(this.#pieces).subarray(-LONGEST_ANNOUNCEMENT - 2) };
    this.#state = this.#state === 'line' || this.#state === 'literal' ? 'discard-line' : 'discard-literal';
  }

  /** Whether a refused command was too large to be read to its end. */
  get dead(): boolean {
    return this.#state === 'dead';
  }

  #step(chunk: Buffer): ReaderEvent | undefined {
    switch (this.#state) {
      case 'line':
        return this.#gatherLine(this.#takeLine(chunk));
      case 'literal':
        this.#keep(this.#takeMissing(chunk));
        return undefined;
      case 'stream':
        return { kind: 'data', bytes: this.#takeMissing(chunk) };
      case 'discard-line':
        return this.#discardLine(this.#takeLine(chunk));
      default:
        return this.#countDiscarded(this.#takeMissing(chunk).length);
    }
  }

  #gatherLine(piece: Buffer): ReaderEvent | undefined {
    this.#keep(piece);
    const ended = piece[piece.length - 1] === LF;
    if (this.#length > this.limits.maxLine) return this.#refuse('line', ended);
    if (!ended) return undefined;
    const line = withoutLineEnd(this.#gathered());
    this.#commandLength += line.length + PART_OCTETS;
    this.#parts.push({ kind: 'line', bytes: line });
    if (this.#commandLength > this.limits.maxCommand) return this.#refuse('command', true);
    const literal = this.linesOnly ? undefined : announcementAt(line);
    return literal ? this.#announce(literal) : this.#command();
  }

  #announce(literal: LiteralAnnouncement): ReaderEvent | undefined {
    this.#streaming ||= this.#isStream(this.#parts);
    if (this.#streaming) {
      this.#announced = literal;
      this.#state = 'decide';
      const command = this.#parts;
      this.#parts = [];
      return { kind: 'stream', command, literal };
    }
    if (literal.size > this.limits.maxLiteral) return this.#refuse('literal', true);
    if (this.#commandLength + literal.size > this.limits.maxCommand) return this.#refuse('command', true);
    this.#missing = literal.size;
    this.#state = 'literal';
    return literal.nonSync ? undefined : { kind: 'continue' };
  }

  #command(): ReaderEvent {
    const command = this.#parts;
    this.#endCommand();
    return { kind: 'command', command };
  }

  #literalEnd(): ReaderEvent | undefined {
    if (this.#state === 'discard-literal') {
      this.#state = 'discard-line';
      return undefined;
    }
    const streamed = this.#state === 'stream';
    this.#state = 'line';
    if (streamed) return { kind: 'data-end' };
    const bytes = this.#gathered();
    this.#commandLength += bytes.length + PART_OCTETS;
    this.#parts.push({ kind: 'literal', bytes });
    return undefined;
  }

  /** Starts discarding the command; `ended` if the current line is complete. */
  #refuse(what: Refusal, ended: boolean): ReaderEvent | undefined {
    const last = this.#length > 0 ? this.#gathered() : (this.#parts.at(-1)?.bytes ?? NOTHING);
    const tag = tagOf(this.#parts[0]?.bytes ?? last);
    this.#discard = { event: { kind: 'refused', what, tag, fatal: false }, tail: NOTHING };
    this.#parts = [];
    this.#state = 'discard-line';
    return this.#discardLine(ended && last[last.length - 1] !== LF ? Buffer.concat([last, Buffer.of(LF)]) : last);
  }

  /** Reads the end of a discarded line: the client also sends a non-synchronising literal announced there. */
  #discardLine(piece: Buffer): ReaderEvent | undefined {
    const discard = this.#discard as Discard;
    const line = Buffer.concat([discard.tail, piece.subarray(-LONGEST_ANNOUNCEMENT - 2)]);
    discard.tail = Buffer.from(line.subarray(-LONGEST_ANNOUNCEMENT - 2));
    const fatal = this.#countDiscarded(piece.length);
    if (fatal || line[line.length - 1] !== LF) return fatal;
    const literal = announcementAt(withoutLineEnd(line));
    if (!literal?.nonSync) {
      this.#endCommand();
      return discard.event;
    }
    discard.tail = NOTHING;
    this.#missing = literal.size;
    this.#state = 'discard-literal';
    return literal.size > this.limits.maxDiscard ? this.#die() : undefined;
  }

  #countDiscarded(length: number): ReaderEvent | undefined {
    this.#discarded += length;
    return this.#discarded > this.limits.maxDiscard ? this.#die() : undefined;
  }

  #die(): ReaderEvent {
    const said = this.#discard?.event;
    this.#state = 'dead';
    this.#dropChunks();
    return said?.kind === 'refused'
      ? { ...said, fatal: true }
      : { kind: 'refused', what: 'command', tag: undefined, fatal: true };
  }

  #dropChunks(): void {
    this.#chunks = [];
    this.#taken = 0;
  }

  #endCommand(): void {
    this.#state = 'line';
    this.#parts = [];
    this.#pieces = [];
    this.#length = 0;
    this.#commandLength = 0;
    this.#missing = 0;
    this.#streaming = false;
    this.#announced = undefined;
    this.#discard = undefined;
    this.#discarded = 0;
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#pieces.length === MAX_PIECES) this.#pieces = [Buffer.concat(this.#pieces)];
  }

  #gathered(): Buffer {
    const [first = NOTHING] = this.#pieces;
    const whole = this.#pieces.length > 1 ? Buffer.concat(this.#pieces) : first;
    this.#pieces.length = 0;
    this.#length = 0;
    return whole;
  }

  /** Takes the first chunk up to its first line end. */
  #takeLine(chunk: Buffer): Buffer {
    const end = chunk.indexOf(LF, this.#taken);
    return this.#take(chunk, end < 0 ? chunk.length : end + 1);
  }

  #takeMissing(chunk: Buffer): Buffer {
    const piece = this.#take(chunk, Math.min(this.#taken + this.#missing, chunk.length));
    this.#missing -= piece.length;
    return piece;
  }

  /** Takes the first chunk up to `end`. */
  #take(chunk: Buffer, end: number): Buffer {
    const piece = chunk.subarray(this.#taken, end);
    this.#taken = end;
    if (end === chunk.length) {
      this.#chunks.shift();
      this.#taken = 0;
    }
    return piece;
  }
}

function withoutLineEnd(line: Buffer): Buffer {
  return line.subarray(0, line[line.length - 2] === CR ? -2 : -1);
}

/** Returns the tag that a command begins with, if any. */
export function tagOf(line: Buffer): string | undefined {
  let end = 0;
  while (end < line.length && TAG[line[end] as number] === 1) end += 1;
  return end > 0 && line[end] === 0x20 ? line.toString('latin1', 0, end) : undefined;
}
