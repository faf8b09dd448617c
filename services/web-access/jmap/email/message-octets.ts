import { type Blob, type BlobStore, readBlob, streamStaged } from '@postroom/blobs';
import { createBodyDecoder } from '@postroom/mime';
import type { RequestBudget } from '../request-budget.ts';
import type { LocatedPart } from './located-part.ts';

/** Octets that are read at once where less is asked for: parts lie side by side, and a message may have thousands. */
const WINDOW = 1024 * 1024;

/** The octets of a stored message, read when somebody asks for them; a small message once. */
export class MessageOctets {
  readonly #store: BlobStore;
  readonly #blobId: string;
  readonly #budget: RequestBudget | undefined;
  #blob: Promise<Blob> | undefined;
  #window = { start: 0, octets: Buffer.alloc(0) };

  /** @param budget of the request that reads; without one all may be read */
  constructor(store: BlobStore, blobId: string, budget?: RequestBudget) {
    this.#store = store;
    this.#blobId = blobId;
    this.#budget = budget;
  }

  /** Throws requestTooLarge. */
  async *range(start: number, end: number): AsyncGenerator<Buffer> {
    await this.#budget?.turn();
    this.#blob ??= readBlob(this.#store.pool, this.#blobId);
    const blob = await this.#blob;
    const stop = Math.min(end, blob.size);
    if (stop <= start) return;
    if (blob.body || stop - start > WINDOW) {
      this.#budget?.read(stop - start);
      yield* streamStaged(this.#store, blob, start, stop);
    } else {
      yield await this.#within(blob, start, stop);
    }
  }

  async #within(blob: Blob, start: number, stop: number): Promise<Buffer> {
    const { start: from, octets } = this.#window;
    if (start < from || stop > from + octets.length) {
      const until = Math.min(start + WINDOW, blob.size);
      this.#budget?.read(until - start);
      const read = await Array.fromAsync(streamStaged(this.#store, blob, start, until));
      this.#window = { start, octets: Buffer.concat(read) };
    }
    return this.#window.octets.subarray(start - this.#window.start, stop - this.#window.start);
  }

  /** The content of a part with its transfer encoding undone. Throws requestTooLarge. */
  async *content({ encoding, bodyStart, bodyEnd }: LocatedPart): AsyncGenerator<Buffer> {
    const decoder = createBodyDecoder(encoding);
    for await (const octets of this.range(bodyStart, bodyEnd)) yield decoder.write(octets);
    yield decoder.end();
  }

  /** The content's octets (RFC 8621 4.1.4 size). Only an encoded part has to be read for it. Throws requestTooLarge. */
  async contentSize(part: LocatedPart): Promise<number> {
    if (part.encoding !== 'base64' && part.encoding !== 'quoted-printable') return part.size;
    let size = 0;
    for await (const octets of this.content(part)) size += octets.length;
    return size;
  }
}
