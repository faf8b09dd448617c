import { type Pool, packBytes, type Queryable, uuidv7 } from '@postroom/database';
import { objectsOf } from '@postroom/objects';
import { MailError } from '@postroom/types';
import { objectKey } from './bodies/object-key.ts';
import type { BodyLocation } from './bodies/read.ts';
import { type BodyTarget, chunkTarget, objectTarget } from './bodies/write.ts';

export interface BlobWriterOptions {
  /** Octets of the whole message at most; more throws too-large. */
  maxBytes: number;
  /** Octets of the header block at most; more throws too-large. */
  maxHeaderBytes?: number;
  /** Up to this many octets are kept in memory and stored as one row; more are written while they arrive. */
  inlineBytes?: number;
}

/** A raw message that is complete but not yet referenced. Insert it with insertBlobs in the transaction that uses it. */
export interface StagedBlob {
  id: string;
  /** Header and body together, octets. */
  size: number;
  header: Buffer;
  /** Null when the body is not in memory: in chunks, or in an object store. */
  body: Buffer | null;
  /** Where a body is that is not in memory. */
  location?: BodyLocation;
}

/**
 * Takes a raw message as it arrives. However large it is, little more than one piece is in memory. What a message that
 * was never finished left behind is collected by age; disposing of the writer does it at once where that is possible.
 */
export class BlobWriter {
  readonly id = uuidv7();
  size = 0;
  #pool: Pool;
  #options: Required<BlobWriterOptions>;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #header: Buffer | null = null;
  /** Once the message is too large for memory. */
  #target: BodyTarget | null = null;

  constructor(pool: Pool, options: BlobWriterOptions) {
    this.#pool = pool;
    this.#options = { maxHeaderBytes: 1024 * 1024, inlineBytes: 256 * 1024, ...options };
  }

  /** Await the result before the next write: it is the backpressure of the store. */
  async write(data: Buffer): Promise<void> {
    this.size += data.length;
    if (this.size > this.#options.maxBytes) throw new MailError('too-large', 'The message is too large');
    this.#pending.push(data);
    this.#pendingBytes += data.length;
    if (this.#pendingBytes < (this.#target?.pieceBytes ?? this.#options.inlineBytes)) return;
    if (!this.#header) this.#splitHeader();
    if (!this.#header || (!this.#target && this.#pendingBytes <= this.#options.inlineBytes)) return;
    this.#target ??= this.#largeTarget();
    const { pieceBytes } = this.#target;
    while (this.#pendingBytes >= pieceBytes) await this.#target.write(this.#take(pieceBytes));
  }

  async finish(): Promise<StagedBlob> {
    if (!this.#header) this.#splitHeader(true);
    const header = this.#header as unknown as Buffer;
    const staged = { id: this.id, size: this.size, header };
    if (!this.#target && this.#pendingBytes <= this.#options.inlineBytes) return this.#finishSmall(staged);
    this.#target ??= this.#largeTarget();
    const target = this.#target;
    while (this.#pendingBytes >= target.pieceBytes) await target.write(this.#take(target.pieceBytes));
    await target.finish(this.#take(this.#pendingBytes));
    return { ...staged, body: null, location: target.location };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#target?.abort();
  }

  async #finishSmall(staged: Pick<StagedBlob, 'id' | 'size' | 'header'>): Promise<StagedBlob> {
    const body = this.#gathered();
    const objects = objectsOf(this.#pool);
    if (!objects || body.length <= objects.overBytes) return { ...staged, body };
    await objects.store.put(objectKey(this.id), body);
    return { ...staged, body: null, location: 's3' };
  }

  /** The object store, while not too many are uploading to it already; what goes to the database can be moved later. */
  #largeTarget(): BodyTarget {
    const objects = objectsOf(this.#pool);
    const isObject = objects?.takeSlot();
    return objects && isObject ? objectTarget(objects, this.id) : chunkTarget(this.#pool, this.id);
  }

  #gathered(): Buffer {
    return this.#pending.length === 1 ? (this.#pending[0] as Buffer) : Buffer.concat(this.#pending);
  }

  /** Cuts the header block off the pending bytes once its end is there. */
  #splitHeader(atEnd = false): void {
    const all = this.#gathered();
    const end = headerEnd(all);
    if (end === -1 && !atEnd) {
      this.#pending = [all];
      if (all.length > this.#options.maxHeaderBytes) tooLargeHeader();
      return;
    }
    const split = end === -1 ? all.length : end;
    if (split > this.#options.maxHeaderBytes) tooLargeHeader();
    this.#header = Buffer.from(all.subarray(0, split));
    this.#pending = [all.subarray(split)];
    this.#pendingBytes = all.length - split;
  }

  #take(length: number): Buffer {
    const all = this.#gathered();
    this.#pending = [all.subarray(length)];
    this.#pendingBytes = all.length - length;
    return all.subarray(0, length);
  }
}

function tooLargeHeader(): never {
  throw new MailError('too-large', 'The header is too large');
}

/** Where the header block ends, past its empty line; -1 when there is none yet. Bare LF counts as a line end. */
export function headerEnd(bytes: Buffer): number {
  if (bytes[0] === 10) return 1;
  if (bytes[0] === 13 && bytes[1] === 10) return 2;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return at + 2;
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return at + 3;
  }
  return -1;
}

/** A staged blob of bytes that are in memory already (reports, small messages). */
export function stageBlob(raw: Buffer): StagedBlob {
  const end = headerEnd(raw);
  const split = end === -1 ? raw.length : end;
  return { id: uuidv7(), size: raw.length, header: raw.subarray(0, split), body: raw.subarray(split) };
}

/** Makes staged blobs durable with the transaction that references them. */
export async function insertBlobs(tx: Queryable, blobs: readonly StagedBlob[]): Promise<void> {
  await tx.query({ name: 'insert-blobs', ...blobInsert(blobs, 1) });
}

/** The statement that inserts blobs, for use in a larger one whose parameters before `first` are its own. */
export function blobInsert(blobs: readonly StagedBlob[], first: number): { text: string; values: unknown[] } {
  const headers = packBytes(blobs.map((blob) => blob.header));
  const bodies = packBytes(blobs.map((blob) => blob.body ?? Buffer.alloc(0)));
  const p = (index: number): string => `$${first + index}`;
  return {
    text: `insert into blobs (id, size, location, header, body)
      select b.id, b.size, b.location, substr(${p(2)}::bytea, b.header_start, b.header_length),
        case when b.elsewhere then null else substr(${p(3)}::bytea, b.body_start, b.body_length) end
      from unnest(${p(0)}::uuid[], ${p(1)}::bigint[], ${p(4)}::int[], ${p(5)}::int[], ${p(6)}::int[], ${p(7)}::int[],
        ${p(8)}::bool[], ${p(9)}::text[])
        as b (id, size, header_start, header_length, body_start, body_length, elsewhere, location)`,
    values: [
      blobs.map((blob) => blob.id),
      blobs.map((blob) => blob.size),
      headers.bytes,
      bodies.bytes,
      headers.starts,
      headers.lengths,
      bodies.starts,
      bodies.lengths,
      blobs.map((blob) => blob.body === null),
      blobs.map((blob) => blob.location ?? null),
    ],
  };
}

/**
 * Takes a blob's id with nothing in it, unless it is taken: then nobody else can store it any more. Waits for a
 * transaction that is just storing it. The collector removes what was reserved, and chunks written under that id.
 */
export async function reserveBlob(db: Queryable, id: string): Promise<void> {
  await db.query(
    `with reserved as (
       insert into blobs (id, size, header, body) values ($1, 0, '', '') on conflict (id) do nothing returning id
     )
     insert into blob_candidates (blob_id) select id from reserved on conflict do nothing`,
    [id],
  );
}
