import type { RawMessages } from '@postroom/mailbox';

type Page = Pick<RawMessages, 'get' | 'bytes'>;

/**
 * Messages that were read lately, by maildrop; the maildrop used longest ago goes first. A person's programs fetch the
 * same new mail one after the other, some begin anew when their line broke, and some keep no list of what they have. What
 * a uid names never changes, so nothing here grows stale.
 */
export class MessageCache {
  readonly #maxBytes: number;
  readonly #maildrops = new Map<string, KeptMessages>();
  #bytes = 0;

  /** @param maxBytes kept at most; one maildrop has half of it */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Octets kept now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What is kept of a maildrop. The UIDVALIDITY belongs into the key: ids come again when a backup is restored. */
  of(key: string): KeptMessages {
    const kept = this.#maildrops.get(key) ?? new KeptMessages(this.#maxBytes / 2, (more) => this.#grow(key, more));
    this.#maildrops.delete(key);
    this.#maildrops.set(key, kept);
    return kept;
  }

  /** One that was let go while a session still has it counts no more, and goes with the session. */
  #grow(grown: string, bytes: number): void {
    if (this.#maildrops.has(grown)) this.#bytes += bytes;
    for (const [key, kept] of this.#maildrops) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#maildrops.delete(key);
      this.#bytes -= kept.bytes;
      kept.close();
    }
  }
}

/** The kept messages of one maildrop. */
export class KeptMessages {
  bytes = 0;
  readonly #maxBytes: number;
  readonly #onGrow: (bytes: number) => void;
  readonly #byUid = new Map<number, Page>();
  #closed = false;

  constructor(maxBytes: number, onGrow: (bytes: number) => void) {
    this.#maxBytes = maxBytes;
    this.#onGrow = onGrow;
  }

  get(uid: number): Page | undefined {
    return this.#byUid.get(uid);
  }

  /** Keeps a page, unless there is no room for it. */
  keep(uids: readonly number[], page: Page): void {
    if (this.#closed || this.bytes + page.bytes > this.#maxBytes) return;
    for (const uid of uids) this.#byUid.set(uid, page);
    this.bytes += page.bytes;
    this.#onGrow(page.bytes);
  }

  /** Forgets everything, for good. */
  close(): void {
    this.#closed = true;
    this.#byUid.clear();
    this.bytes = 0;
  }
}
