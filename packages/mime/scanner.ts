import { appendTo, asBuffer, CR, DASH, LF, trimBlanks } from './bytes.ts';
import { type Lead, MessageFront } from './header/lead.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { PartTree } from './part.ts';
import { TreeBuilder } from './tree-builder.ts';

/** Incremental MIME structure scanner: returns the same tree however the bytes are cut into chunks. */
export interface Scanner {
  /** Takes the next bytes of the raw message. The chunk may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void;
  /** Ends the message and returns its tree. */
  end(): PartTree;
}

/** Makes a scanner for one message. Never throws on content; time is linear in the bytes. */
export function createScanner(limits: Partial<Limits> = {}): Scanner {
  return new LineScanner(new TreeBuilder({ ...defaultLimits, ...limits }));
}

/** Scans a complete message in memory. */
export function scan(message: Uint8Array, limits: Partial<Limits> = {}): PartTree {
  const scanner = createScanner(limits);
  scanner.push(message);
  return scanner.end();
}

/** How much of the current line the scanner has seen. */
const Start = 0; // nothing of the line seen
const SawCr = 1; // a CR as the line's first byte
const SawDash = 2; // one dash
const Delimiter = 3; // two dashes: the line may be a boundary
const Rest = 4; // nothing more matters before the line end

/** RFC 5322 2.1.1 allows 998; no boundary is longer (RFC 2046 5.1.1 says 70). */
const MAX_DELIMITER_LINE = 1000;

/** Splits the bytes into lines and tells the tree builder about boundary lines and the blank lines that end headers. */
export class LineScanner implements Scanner {
  readonly builder: TreeBuilder;
  /** Not null until it is known where the message's fields begin. */
  #front: MessageFront | null = new MessageFront();
  /** Lines before this offset need no scan; with `#headerEndsThere` the header ends at it. */
  #resumeAt = 0;
  #headerEndsThere = false;
  #state: number = Start;
  #total = 0;
  #lastByte = 0;
  /** The part of a possible delimiter line that was in earlier chunks, after its dashes. */
  #line: Buffer = Buffer.alloc(0);
  #lineLength = 0;

  /** @param headerLength octets of the message's header where they are known already */
  constructor(builder: TreeBuilder, headerLength?: number) {
    this.builder = builder;
    if (headerLength === undefined) return;
    this.#front = null;
    this.#resumeAt = headerLength;
    this.#headerEndsThere = true;
  }

  push(bytes: Uint8Array): void {
    const chunk = asBuffer(bytes);
    if (!this.#front) {
      this.#scan(chunk);
      return;
    }
    const lead = this.#front.push(chunk);
    if (lead) this.#begin(this.#front, lead);
  }

  #begin({ bytes }: MessageFront, lead: Lead): void {
    this.#front = null;
    this.#resumeAt = lead.at;
    this.#headerEndsThere = !lead.hasFields;
    this.#scan(bytes);
  }

  #scan(chunk: Buffer): void {
    const { builder } = this;
    builder.beginChunk(chunk, this.#total);
    let at = Math.min(Math.max(this.#resumeAt - this.#total, 0), chunk.length);
    if (this.#headerEndsThere && this.#total + at === this.#resumeAt) {
      this.#headerEndsThere = false;
      builder.lineEnd(this.#resumeAt, 0);
      builder.blankLine();
    }
    while (at < chunk.length) {
      if (builder.isOpaque) {
        builder.countLines(chunk, at);
        break;
      }
      const byte = chunk[at];
      switch (this.#state) {
        case Start:
          if (byte === LF && builder.inHeader) at = this.#endLine(chunk, at, true);
          else {
            this.#state = this.#firstByte(byte);
            if (this.#state !== Rest) at++;
          }
          break;
        case SawCr:
          if (byte === LF) at = this.#endLine(chunk, at, true);
          else this.#state = Rest;
          break;
        case SawDash:
          this.#state = byte === DASH ? Delimiter : Rest;
          if (byte === DASH) at++;
          break;
        case Delimiter:
          at = this.#readDelimiter(chunk, at);
          break;
        default: {
          const lf = chunk.indexOf(LF, at);
          at = lf < 0 ? chunk.length : this.#endLine(chunk, lf, false);
        }
      }
    }
    this.#total += chunk.length;
    this.#lastByte = chunk.at(-1) ?? this.#lastByte;
    // The rest of a line that cannot be a delimiter any more is text, except for a CR that may begin its line end
    builder.endChunk(this.#state === Rest || builder.isOpaque ? this.#total - 1 : 0);
  }

  end(): PartTree {
    if (this.#front) this.#begin(this.#front, this.#front.end());
    if (this.#state === Delimiter) this.builder.delimiterLine(this.#lineText(), this.#total);
    return this.builder.finish(this.#total);
  }

  #firstByte(byte: number | undefined): number {
    if (byte === CR && this.builder.inHeader) return SawCr;
    return byte === DASH && this.builder.hasBoundaries ? SawDash : Rest;
  }

  /** Handles the line end at `lf`; returns the offset after it. */
  #endLine(chunk: Buffer, lf: number, blank: boolean): number {
    const before = lf > 0 ? chunk[lf - 1] : this.#lastByte;
    this.builder.lineEnd(this.#total + lf + 1, before === CR ? 2 : 1);
    if (blank) this.builder.blankLine();
    this.#state = Start;
    this.#lineLength = 0;
    return lf + 1;
  }

  #readDelimiter(chunk: Buffer, at: number): number {
    const lf = chunk.indexOf(LF, at);
    const until = lf < 0 ? chunk.length : lf;
    if (this.#lineLength + until - at > MAX_DELIMITER_LINE) {
      this.#state = Rest;
      return at;
    }
    if (lf < 0 || this.#lineLength > 0) {
      this.#line = appendTo(this.#line, this.#lineLength, chunk.subarray(at, until));
      this.#lineLength += until - at;
    }
    if (lf < 0) return chunk.length;
    const text = this.#lineLength > 0 ? this.#lineText() : trimBlanks(chunk.toString('latin1', at, lf));
    this.builder.delimiterLine(text, this.#total + lf + 1);
    return this.#endLine(chunk, lf, false);
  }

  #lineText(): string {
    return trimBlanks(this.#line.toString('latin1', 0, this.#lineLength));
  }
}
