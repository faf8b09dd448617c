import { contentSize, type OctetSource, partOctets } from '../blobs/octet-source.ts';
import type { LocatedPart } from './located-part.ts';

/** Octets read at once when less is needed: parts lie side by side, and a message may have thousands. */
const WINDOW = 1024 * 1024;

/** The octets of a message, read when needed; a small message is read only once. */
export class MessageOctets {
  readonly #source: OctetSource;
  #window = { start: 0, octets: Buffer.alloc(0) };

  constructor(source: OctetSource) {
    this.#source = source;
  }

  /** Yields the octets from `start` to before `end`. Throws requestTooLarge. */
  async *range(start: number, end: number): AsyncGenerator<Buffer> {
    if (end <= start) return;
    if (end - start > WINDOW) yield* this.#source.read(start, end);
    else yield await this.#within(start, end);
  }

  async #within(start: number, end: number): Promise<Buffer> {
    const { start: from, octets } = this.#window;
    if (start < from || end > from + octets.length) {
      const read = await Array.fromAsync(this.#source.read(start, start + WINDOW));
      this.#window = { start, octets: Buffer.concat(read) };
    }
    return this.#window.octets.subarray(start - this.#window.start, end - this.#window.start);
  }

  /** Returns the content of a part without its transfer encoding. Throws requestTooLarge. */
  content(part: LocatedPart): AsyncIterable<Buffer> {
    return partOctets({ read: (start = 0, end = 0) => this.range(start, end) }, part).read();
  }

  /** Returns the octets of the content (RFC 8621 4.1.4 size). Only an encoded part is read for that. Throws requestTooLarge. */
  async contentSize(part: LocatedPart): Promise<number> {
    const known = contentSize(part);
    if (known !== null) return known;
    let size = 0;
    for await (const octets of this.content(part)) size += octets.length;
    return size;
  }
}
