import { uuidv7 } from '@postroom/database';
import { HeaderEnd, headerEnd } from '@postroom/mime';
import { MailError } from '@postroom/types';
import type { BlobStore } from './blob-store.ts';
import { objectKey } from './bodies/object-key.ts';
import type { BodyLocation } from './bodies/read.ts';
import { type BodyTarget, chunkTarget, objectTarget } from './bodies/write.ts';
import { GatheredBytes } from './gathered-bytes.ts';

export interface BlobWriterOptions {
  /** The most octets of the whole message; more throw too-large. */
  maxBytes: number;
  /** The most octets of the header block; more throw too-large. */
  maxHeaderBytes?: number;
  /** False when the octets are not a message: then all are body. */
  isMessage?: boolean;
  /** Up to this many octets stay in memory and are stored as one row; a larger body is written while it arrives. */
  inlineBytes?: number;
  /** Reads along while a message that is too large for memory is written. */
  reader?: MessageReader | undefined;
}

/** Reads a message while it is written. It is not used when the body stays in memory. */
export interface MessageReader {
  begin(header: Buffer): void;
  /** Takes the next octets of the body; they are valid until the promise resolves. */
  take(octets: Buffer): Promise<void>;
}

/** A raw message that is complete but not referenced yet. Insert it with insertBlobs in the transaction that uses it. */
export interface StagedBlob {
  id: string;
  /** Octets of header and body together. */
  size: number;
  header: Buffer;
  /** Null when the body is not in memory, but in chunks or in an object store. */
  body: Buffer | null;
  /** Where a body is stored that is not in memory. */
  location?: BodyLocation;
}

/**
 * Takes a raw message as it arrives, in pieces of any length; each is searched once. However large the message is, little more than one
 * piece of its target is in memory. Disposing of the writer removes what it stored of an unfinished message; discardBlob removes a
 * finished one that is not wanted.
 */
export class BlobWriter {
  readonly id = uuidv7();
  size = 0;
  readonly #store: BlobStore;
  #options: Required<Omit<BlobWriterOptions, 'reader'>>;
  readonly #reader: MessageReader | undefined;
  #pending = new GatheredBytes();
  #headerEnd = new HeaderEnd();
  #header: Buffer | null = null;
  /** Set once the message is too large for memory. */
  #target: BodyTarget | null = null;
  #finished: Promise<StagedBlob> | undefined;

  constructor(store: BlobStore, { reader, ...options }: BlobWriterOptions) {
    this.#store = store;
    this.#reader = reader;
    this.#options = { maxHeaderBytes: 1024 * 1024, inlineBytes: 256 * 1024, isMessage: true, ...options };
    if (!this.#options.isMessage) this.#header = Buffer.alloc(0);
  }

  /** Takes the next piece and keeps it. Await the result before the next write: that is the backpressure of the store. */
  async write(piece: Buffer): Promise<void> {
    this.size += piece.length;
    if (this.size > this.#options.maxBytes) throw new MailError('too-large', 'The message is too large');
    this.#pending.append(piece);
    if (!this.#header) this.#lookForHeaderEnd(piece);
    if (!this.#header || (!this.#target && this.#pending.length <= this.#options.inlineBytes)) return;
    await this.#writePieces();
  }

  finish(): Promise<StagedBlob> {
    this.#finished = this.#finish();
    return this.#finished;
  }

  /** Waits for a finish() that is still running, as `return writer.finish()` does not await it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#finished?.catch(() => {});
    await this.#target?.abort();
  }

  async #finish(): Promise<StagedBlob> {
    const header = this.#header ?? this.#takeHeader(this.#headerEnd.end());
    const staged = { id: this.id, size: this.size, header };
    if (!this.#target && this.#pending.length <= this.#options.inlineBytes) return this.#finishSmall(staged);
    const target = await this.#writePieces();
    const rest = this.#pending.take();
    await this.#reader?.take(rest);
    await target.finish(rest);
    return { ...staged, body: null, location: target.location };
  }

  async #finishSmall(staged: Pick<StagedBlob, 'id' | 'size' | 'header'>): Promise<StagedBlob> {
    const body = this.#pending.take();
    const { objects } = this.#store;
    if (!objects || body.length <= objects.overBytes) return { ...staged, body };
    this.#reader?.begin(staged.header);
    await this.#reader?.take(body);
    await objects.store.put(objectKey(this.id), body);
    return { ...staged, body: null, location: 's3' };
  }

  async #writePieces(): Promise<BodyTarget> {
    if (!this.#target) {
      this.#target = this.#largeTarget();
      this.#reader?.begin(this.#header ?? Buffer.alloc(0));
    }
    const target = this.#target;
    while (this.#pending.length >= target.pieceBytes) {
      const piece = this.#pending.take(target.pieceBytes);
      await this.#reader?.take(piece);
      await target.write(piece);
    }
    return target;
  }

  /** Picks the object store, unless too many uploads are running. A body that goes to the database instead can be moved later. */
  #largeTarget(): BodyTarget {
    const { objects } = this.#store;
    const isObject = objects?.takeSlot();
    return objects && isObject ? objectTarget(objects, this.id) : chunkTarget(this.#store.pool, this.id);
  }

  #lookForHeaderEnd(piece: Buffer): void {
    const length = this.#headerEnd.push(piece);
    const headerBytes = length === -1 ? this.#pending.length : length;
    if (headerBytes > this.#options.maxHeaderBytes) throw new MailError('too-large', 'The header is too large');
    if (length !== -1) this.#takeHeader(length);
  }

  #takeHeader(length: number): Buffer {
    this.#header = Buffer.from(this.#pending.take(length));
    return this.#header;
  }
}

/** Returns a staged blob of octets that are already in memory (reports, small messages). */
export function stageBlob(raw: Buffer): StagedBlob {
  const split = headerEnd(raw);
  return { id: uuidv7(), size: raw.length, header: raw.subarray(0, split), body: raw.subarray(split) };
}
