import { type Blob, type BlobStore, readBlob, streamStaged } from '@postroom/blobs';
import { createBodyDecoder } from '@postroom/mime';
import type { LocatedPart } from './located-part.ts';

/** The octets of a stored message, read when somebody asks for them; a small message once. */
export class MessageOctets {
  readonly #store: BlobStore;
  readonly #blobId: string;
  #blob: Promise<Blob> | undefined;

  constructor(store: BlobStore, blobId: string) {
    this.#store = store;
    this.#blobId = blobId;
  }

  async *range(start: number, end: number): AsyncGenerator<Buffer> {
    this.#blob ??= readBlob(this.#store.pool, this.#blobId);
    yield* streamStaged(this.#store, await this.#blob, start, end);
  }

  /** The content of a part with its transfer encoding undone. */
  async *content({ encoding, bodyStart, bodyEnd }: LocatedPart): AsyncGenerator<Buffer> {
    const decoder = createBodyDecoder(encoding);
    for await (const octets of this.range(bodyStart, bodyEnd)) yield decoder.write(octets);
    yield decoder.end();
  }

  /** The content's octets (RFC 8621 4.1.4 size). Only an encoded part has to be read for it. */
  async contentSize(part: LocatedPart): Promise<number> {
    if (part.encoding !== 'base64' && part.encoding !== 'quoted-printable') return part.size;
    let size = 0;
    for await (const octets of this.content(part)) size += octets.length;
    return size;
  }
}
