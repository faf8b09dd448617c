import { Boundaries } from './boundaries.ts';
import { ByteRun } from './byte-run.ts';
import { LF, trimBlanks } from './bytes.ts';
import { contentFields, findParameter, readContent } from './content.ts';
import { type Envelope, envelopeBytes, envelopeFields, readEnvelope } from './envelope.ts';
import { type HeaderField, parseHeader } from './header/fields.ts';
import { FieldNames } from './header/names.ts';
import type { Limits } from './limits.ts';
import type { Part, PartTree } from './part.ts';

/** The fields that are read of a header; References is used of the message's own only. */
export const describedFields = new FieldNames([...envelopeFields, ...contentFields, 'references']);

/** A part whose body has not ended yet, and the number of line ends before that body. */
interface OpenPart {
  part: Part;
  linesBefore: number;
}

/** Receives the text of a message, in order, while it is scanned. */
export interface TextSink {
  /**
   * Takes the header of an inner part or message (RFC 3501 6.4.4: BODY searches it), valid until the next chunk.
   * @param isWhole the header is not longer than the limits allow
   */
  header(header: Buffer, isWhole: boolean): void;
  /** Takes a part whose names may be encoded in its header (RFC 2231 4). */
  names(part: Part): void;
  /** Returns whether the body of this part is wanted. */
  wants(part: Part): boolean;
  /** Takes the next octets of a wanted body; returns false when no more are wanted. */
  body(part: Part, bytes: Uint8Array, last: boolean): boolean;
}

/** Parameters without which a part cannot be split or its text cannot be read. */
const neededParameters = new Set(['charset', 'boundary', 'format', 'delsp']);

/** The least octets that a stored part takes. */
const LEAST_OF_PART = 128;

/** The sink gets a body in pieces of this size, however the message arrives. */
const PIECE_BYTES = 64 * 1024;
/** Octets at the end of a chunk that may still turn out to be a delimiter and the line end before it. */
const UNDECIDED_BYTES = 2 * 1024;

/** How much of a multipart without any delimiter is read; such a multipart counts as text. */
const PREAMBLE_BYTES = 256 * 1024;

/** Turns the scanner's lines into the part tree. Keeps the open parts as a stack: the root first, the innermost last. */
export class TreeBuilder {
  readonly #limits: Limits;
  readonly #boundaries = new Boundaries();
  readonly #stack: OpenPart[] = [];
  readonly #sink: TextSink | undefined;
  readonly #header = new ByteRun();
  /** The body that goes to the sink, from `#textAt` on, or the beginning of a multipart. */
  readonly #text = new ByteRun();
  #reading: Part | null = null;
  /** The innermost multipart, until its first part begins. */
  #awaiting: Part | null = null;
  #textAt = 0;
  #inHeader = true;
  #headerStart = 0;
  /** Where the current line begins, the length of the line end before it, and the number of line ends so far. */
  #lineStart = 0;
  #lineEndLength = 0;
  #lines = 0;
  #parts = 1;
  #innerHeaderBytes = 0;
  #envelopeBytes = 0;
  #describedBytes = 0;
  /** The message's own header, up to the limit, for callers that read more of it. */
  rootHeader: Buffer = Buffer.alloc(0);
  rootFields: HeaderField[] = [];

  constructor(limits: Limits, sink?: TextSink) {
    this.#limits = limits;
    this.#sink = sink;
    this.#header.start(0, limits.maxHeader);
  }

  get inHeader(): boolean {
    return this.#inHeader;
  }

  /** About how many octets the stored tree takes. */
  get weight(): number {
    return this.#parts * LEAST_OF_PART + this.#describedBytes + this.#envelopeBytes;
  }

  get hasBoundaries(): boolean {
    return this.#boundaries.size > 0;
  }

  /** True when nothing that follows can change the structure, only the line counts. */
  get isOpaque(): boolean {
    return !this.#inHeader && this.#boundaries.size === 0;
  }

  beginChunk(chunk: Buffer, base: number): void {
    this.#header.beginChunk(chunk, base);
    this.#text.beginChunk(chunk, base);
  }

  /** @param surely the octets before this offset are neither a delimiter nor the line end before one */
  endChunk(surely: number): void {
    this.#header.endChunk(this.#inHeader);
    if (this.#reading) this.#passOn(this.#reading, Math.max(surely, this.#lineStart - this.#lineEndLength));
    this.#text.endChunk(this.#reading !== null || this.#awaiting !== null);
  }

  countLines(chunk: Buffer, from: number): void {
    for (let at = chunk.indexOf(LF, from); at >= 0; at = chunk.indexOf(LF, at + 1)) this.#lines++;
  }

  /** Takes the end of a line: the next line begins at `next`. */
  lineEnd(next: number, length: number): void {
    this.#lines++;
    this.#lineStart = next;
    this.#lineEndLength = length;
  }

  /** Takes an empty line in a header: the body begins after it. */
  blankLine(): void {
    this.#endHeader(this.#lineStart);
  }

  /** Takes a line that begins with two dashes; `text` is what follows them, `next` is where the next line begins. */
  delimiterLine(text: string, next: number): void {
    const found = this.#boundaries.match(text);
    if (!found) return;
    if (!found.closing && this.#parts >= this.#limits.maxParts) {
      this.#boundaries.clear();
      return;
    }
    // RFC 2046 5.1.1: the line end before the delimiter belongs to the delimiter
    const end = this.#lineStart - this.#lineEndLength;
    this.#endHeaders(end);
    this.#closeTo(found.level + 1, end);
    if (found.closing) {
      this.#boundaries.close(found.level);
    } else {
      this.#parts++;
      this.#beginHeader(next);
    }
  }

  /** Ends the message after `total` bytes. */
  finish(total: number): PartTree {
    this.#lineStart = total;
    this.#lineEndLength = 0;
    this.#endHeaders(total);
    const [root] = this.#stack;
    this.#closeTo(0, total);
    return (root as OpenPart).part;
  }

  #beginHeader(at: number): void {
    const { maxPartHeader, maxPartHeaders } = this.#limits;
    this.#awaiting = null;
    this.#inHeader = true;
    this.#headerStart = at;
    this.#header.start(at, Math.min(maxPartHeader, maxPartHeaders - this.#innerHeaderBytes));
  }

  /** Reads the header that ends at `at` and opens its part; an inner message begins with a header of its own. */
  #endHeader(at: number): void {
    const header = this.#header.take(at);
    const fields = parseHeader(header, describedFields);
    const parent = this.#stack.at(-1)?.part;
    const part = readContent(header, fields, parent?.subtype === 'digest' && parent.children !== undefined);
    part.headerStart = this.#headerStart;
    part.bodyStart = at;
    if (!parent) {
      this.rootHeader = Buffer.from(header);
      this.rootFields = fields;
      this.#sink?.names(part);
    } else {
      this.#innerHeaderBytes += header.length;
      this.#sink?.header(header, header.length === at - this.#headerStart);
      this.#sink?.names(part);
      this.#keepSmall(part);
      if (parent.children) {
        parent.children.push(part);
      } else {
        parent.message = part;
        const envelope = this.#envelope(header, fields);
        if (envelope) parent.envelope = envelope;
      }
    }
    this.#stack.push({ part, linesBefore: this.#linesAt(at) });
    this.#inHeader = false;
    this.#openContainer(part, at);
    if (!this.#inHeader && !part.children) this.#beginText(part, at);
  }

  /** Drops most of a part's description once the parts before it use up the limit, keeping only what is needed to read it. */
  #keepSmall(part: Part): void {
    this.#describedBytes += keptBytes(part);
    if (this.#describedBytes <= this.#limits.maxDescribed) return;
    const { type, subtype, encoding, size, lines, headerStart, bodyStart, bodyEnd } = part;
    const params = part.params?.filter(([name]) => neededParameters.has(name));
    for (const key of Object.keys(part)) delete part[key as keyof Part];
    Object.assign(part, { type, subtype, size, lines, headerStart, bodyStart, bodyEnd });
    if (encoding) part.encoding = encoding.slice(0, 40);
    if (params && params.length > 0) part.params = params.slice(0, neededParameters.size);
  }

  #beginText(part: Part, at: number): void {
    if (!this.#sink?.wants(part)) return;
    this.#reading = part;
    this.#textAt = at;
    this.#text.start(at, PIECE_BYTES + UNDECIDED_BYTES);
  }

  /** Gives the sink all whole pieces before `end`. */
  #passOn(part: Part, end: number): void {
    while (this.#reading && end - this.#textAt > PIECE_BYTES) {
      const wantsMore = this.#sink?.body(part, this.#text.take(this.#textAt + PIECE_BYTES), false);
      this.#text.advance(PIECE_BYTES);
      this.#textAt += PIECE_BYTES;
      if (!wantsMore) this.#reading = null;
    }
  }

  #endText(part: Part): void {
    this.#passOn(part, part.bodyEnd);
    if (this.#reading) this.#sink?.body(part, this.#text.take(part.bodyEnd), true);
    this.#reading = null;
  }

  #envelope(header: Buffer, fields: readonly HeaderField[]): Envelope | undefined {
    if (this.#envelopeBytes > this.#limits.maxEnvelopes) return undefined;
    const envelope = readEnvelope(header, fields);
    this.#envelopeBytes += envelopeBytes(envelope);
    return this.#envelopeBytes > this.#limits.maxEnvelopes ? undefined : envelope;
  }

  #openContainer(part: Part, at: number): void {
    const isMultipart = part.type === 'multipart';
    if (!isMultipart && !isMessage(part)) return;
    if (!isMultipart && isEncoded(part)) {
      // RFC 2046 5.2.1 forbids an encoded message: its octets are no header, but a reader may still save and decode them
      this.#beginText(part, at);
      Object.assign(part, { type: 'application', subtype: 'octet-stream' });
      return;
    }
    const boundary = isMultipart ? trimBlanks(findParameter(part.params, 'boundary') ?? '') : '';
    if (isMultipart && boundary === '') {
      // A multipart that cannot be split is shown as text (RFC 2045 5.2)
      Object.assign(part, { type: 'text', subtype: 'plain' });
      delete part.params;
    } else if (this.#stack.length >= this.#limits.maxDepth || this.#parts >= this.#limits.maxParts) {
      // IMAP cannot describe a container without its content, so it becomes opaque bytes (RFC 2046 4.5.1)
      Object.assign(part, { type: 'application', subtype: 'octet-stream' });
      delete part.params;
    } else if (isMultipart) {
      part.children = [];
      this.#awaiting = part;
      this.#text.start(at, PREAMBLE_BYTES);
      this.#boundaries.open(boundary, this.#stack.length - 1);
    } else {
      this.#parts++;
      this.#beginHeader(at);
    }
  }

  /** Ends all open headers at a boundary. An inner message's header may begin right there, hence the loop. */
  #endHeaders(at: number): void {
    while (this.#inHeader) this.#endHeader(Math.max(at, this.#headerStart));
  }

  /** Ends every open part from `level` inwards. */
  #closeTo(level: number, at: number): void {
    let end = at;
    while (this.#stack.length > level) {
      const { part, linesBefore } = this.#stack.pop() as OpenPart;
      this.#boundaries.close(this.#stack.length);
      // After an empty body the line end belongs to the header, so this body and those around it end after it
      end = Math.max(end, part.bodyStart);
      part.bodyEnd = end;
      if (this.#reading === part) this.#endText(part);
      if (this.#awaiting === part) this.#endWithoutParts(part);
      part.size = end - part.bodyStart;
      part.lines = Math.max(0, this.#linesAt(end) - linesBefore);
    }
  }

  /** Makes a multipart whose boundary never came a text part (RFC 2045 5.2), if it has any text. */
  #endWithoutParts(part: Part): void {
    this.#awaiting = null;
    const text = this.#text.take(part.bodyEnd);
    if (text.every(isBlank)) return;
    delete part.children;
    delete part.params;
    Object.assign(part, { type: 'text', subtype: 'plain' });
    if (this.#sink?.wants(part)) this.#sink.body(part, text, true);
  }

  /** Returns the line ends before `offset`, which is the start of the current line or the end of the text before it. */
  #linesAt(offset: number): number {
    return offset < this.#lineStart ? this.#lines - 1 : this.#lines;
  }
}

function isBlank(octet: number): boolean {
  return octet <= 0x20;
}

/**
 * RFC 2046 5.2.1. RFC 3501 9 has a special form for message/rfc822 only, so a message/global (RFC 6532 3.7) is an ordinary part
 * for its readers.
 */
function isMessage(part: Part): boolean {
  return part.type === 'message' && part.subtype === 'rfc822';
}

function isEncoded(part: Part): boolean {
  return part.encoding === 'base64' || part.encoding === 'quoted-printable';
}

/** Returns the octets of the texts that describe a part. */
function keptBytes({ params, id, description, md5, disposition, language, location }: Part): number {
  let bytes = 0;
  for (const text of [id, description, md5, location, ...(language ?? [])]) bytes += text?.length ?? 0;
  for (const [name, value] of [...(params ?? []), ...(disposition?.params ?? [])]) bytes += name.length + value.length;
  return bytes;
}
