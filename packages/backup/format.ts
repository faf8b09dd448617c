import { createHash } from 'node:crypto';
import { MailError } from '@postroom/types';

/**
 * A backup is a sequence of frames. A frame is a line of JSON; if it has `bytes`, that many octets follow. The frames after `table` are its
 * rows in the text format of COPY; a table may come in several sections. The last frame seals all before it, so that a cut or altered backup
 * is noticed. The command compresses the whole with gzip.
 */
export type Frame = Head | TableStart | Rows | TableEnd | Seal;

export interface Head {
  readonly postroom: 'backup';
  readonly version: 1;
  /** The time of the snapshot, in ISO 8601. */
  readonly at: string;
  /** The migrations that had been applied. */
  readonly migrations: readonly string[];
  /** The number of rows of each table. */
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
  /** The hash of everything before this frame. */
  readonly sha256: string;
}

export interface Part {
  readonly frame: Frame;
  /** The rows of a frame that has `bytes`. */
  readonly data: Buffer | null;
}

const MAX_LINE = 4 * 1024 * 1024;
const MAX_DATA = 64 * 1024 * 1024;
const LF = 10;

/** Turns frames into octets and computes the seal. */
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
 * Reads a backup frame by frame and checks its seal; keeps one frame in memory. Throws invalid when the backup is broken or
 * incomplete. The content is proved correct only when the generator ends without an error.
 */
export async function* readFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  const input = new Input(source);
  const hash = createHash('sha256');
  for (let first = true; ; first = false) {
    const text = await input.line();
    if (text === null) throw broken(first ? 'the file is empty' : 'it is incomplete');
    const frame = parse(text);
    if (first !== 'postroom' in frame) throw broken('it does not start like a backup');
    if ('sha256' in frame) {
      if (frame.sha256 !== hash.digest('hex')) throw broken('its checksum is wrong');
      if ((await input.line()) !== null) throw broken('there is data after its end');
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
  throw broken('it contains an unreadable line');
}

function isLength(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_DATA;
}

function isFrame(value: unknown): value is Frame {
  const frame = (value ?? {}) as Record<string, unknown>;
  if ('postroom' in frame) {
    if (frame.postroom !== 'backup') return false;
    if (frame.version !== 1)
      throw new MailError(
        'invalid',
        'This backup was made by a newer release of Postroom: upgrade this platform first, then restore',
      );
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
  return new MailError('invalid', `Invalid backup: ${why}`);
}

/** Reads lines and counted octets from a stream of chunks. */
class Input {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Returns the next line without its line end; null at the end of the stream. */
  async line(): Promise<Buffer | null> {
    for (let from = 0; ; ) {
      const end = this.#buffer.indexOf(LF, from);
      if (end !== -1) {
        const taken = this.#buffer.subarray(0, end);
        this.#buffer = this.#buffer.subarray(end + 1);
        return taken;
      }
      from = this.#buffer.length;
      if (from > MAX_LINE) throw broken('it contains an unreadable line');
      const chunk = await this.#next();
      if (chunk === null && from === 0) return null;
      if (chunk === null) throw broken('it is incomplete');
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
    }
  }

  async take(length: number): Promise<Buffer> {
    const parts = [this.#buffer];
    let have = this.#buffer.length;
    while (have < length) {
      const chunk = await this.#next();
      if (chunk === null) throw broken('it is incomplete');
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
