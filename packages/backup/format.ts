import { createHash } from 'node:crypto';
import { MailError } from '@postroom/types';

/**
 * A backup is a row of frames: a line of JSON, and after one with `bytes` that many octets. What follows `table` are its
 * rows in the text format of COPY; a table may come in several sections. The last frame seals all before it, so a backup that is cut short or altered is
 * noticed. Gzip around it is the command's.
 */
export type Frame = Head | TableStart | Rows | TableEnd | Seal;

export interface Head {
  readonly postroom: 'backup';
  readonly version: 1;
  /** When the snapshot was taken, ISO 8601. */
  readonly at: string;
  /** Migrations that the platform had. */
  readonly migrations: readonly string[];
  /** Rows to come, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

export interface TableStart {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface Rows {
  readonly bytes: number;
}

export interface TableEnd {
  readonly end: string;
  readonly rows: number;
}

export interface Seal {
  /** Of everything before this frame. */
  readonly sha256: string;
}

export interface Part {
  readonly frame: Frame;
  /** The rows of a frame with `bytes`. */
  readonly data: Buffer | null;
}

const MAX_LINE = 4 * 1024 * 1024;
const MAX_DATA = 64 * 1024 * 1024;
const LF = 10;

/** Turns frames into octets and seals them. */
export class FrameWriter {
  readonly #hash = createHash('sha256');

  frame(frame: Exclude<Frame, Rows | Seal>): Buffer {
    return this.#count(line(frame));
  }

  rows(data: Buffer): Buffer {
    return this.#count(Buffer.concat([line({ bytes: data.length }), data]));
  }

  seal(): Buffer {
    return line({ sha256: this.#hash.digest('hex') });
  }

  #count(octets: Buffer): Buffer {
    this.#hash.update(octets);
    return octets;
  }
}

function line(frame: Frame): Buffer {
  return Buffer.from(`${JSON.stringify(frame)}\n`);
}

/**
 * Reads a backup frame by frame and checks its seal; holds one frame in memory. Throws invalid for what is no whole
 * backup: only when it has ended without that was everything as it was written.
 */
export async function* readFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  const input = new Input(source);
  const hash = createHash('sha256');
  for (let first = true; ; first = false) {
    const text = await input.line();
    if (text === null) throw broken(first ? 'it is empty' : 'it ends too early');
    const frame = parse(text);
    if (first !== 'postroom' in frame) throw broken('it does not begin as one');
    if ('sha256' in frame) {
      if (frame.sha256 !== hash.digest('hex')) throw broken('its checksum is wrong');
      if ((await input.line()) !== null) throw broken('something follows its end');
      yield { frame, data: null };
      return;
    }
    hash.update(text).update('\n');
    const data = 'bytes' in frame ? await input.take(frame.bytes) : null;
    if (data) hash.update(data);
    yield { frame, data };
  }
}

function parse(text: Buffer): Frame {
  try {
    const frame: unknown = JSON.parse(text.toString());
    if (isFrame(frame)) return frame;
  } catch {}
  throw broken('a line of it cannot be read');
}

function isLength(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_DATA;
}

function isFrame(value: unknown): value is Frame {
  const frame = (value ?? {}) as Record<string, unknown>;
  if ('postroom' in frame) {
    if (frame.postroom !== 'backup') return false;
    if (frame.version !== 1) throw new MailError('invalid', 'This backup was made by a newer Postroom');
    return isNames(frame.migrations) && typeof frame.rows === 'object' && typeof frame.at === 'string';
  }
  if ('table' in frame) return typeof frame.table === 'string' && isNames(frame.columns);
  if ('bytes' in frame) return isLength(frame.bytes);
  return typeof frame.sha256 === 'string' || (typeof frame.end === 'string' && Number.isInteger(frame.rows));
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function broken(why: string): MailError {
  return new MailError('invalid', `This is no whole backup: ${why}`);
}

/** Takes lines and counted octets off a stream of chunks. */
class Input {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next line without its end; null at the end of everything. */
  async line(): Promise<Buffer | null> {
    for (let from = 0; ; ) {
      const end = this.#buffer.indexOf(LF, from);
      if (end !== -1) {
        const taken = this.#buffer.subarray(0, end);
        this.#buffer = this.#buffer.subarray(end + 1);
        return taken;
      }
      from = this.#buffer.length;
      if (from > MAX_LINE) throw broken('a line of it cannot be read');
      const chunk = await this.#next();
      if (chunk === null && from === 0) return null;
      if (chunk === null) throw broken('it ends too early');
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
    }
  }

  async take(length: number): Promise<Buffer> {
    const parts = [this.#buffer];
    let have = this.#buffer.length;
    while (have < length) {
      const chunk = await this.#next();
      if (chunk === null) throw broken('it ends too early');
      parts.push(Buffer.from(chunk));
      have += chunk.length;
    }
    const all = parts.length === 1 ? this.#buffer : Buffer.concat(parts);
    this.#buffer = all.subarray(length);
    return all.subarray(0, length);
  }

  async #next(): Promise<Uint8Array | null> {
    const { value, done } = await this.#source.next();
    return done ? null : value;
  }
}
