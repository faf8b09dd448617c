import type { Pool } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { readPackedEntries } from './packed-entries.ts';
import type { PackedEntry, PackedFields } from './packed-entry.ts';
import { PAGE_BYTES } from './page-cut.ts';

type Rendered = Pick<PackedEntry, 'envelope' | 'bodyStructure'>;

interface KeptMailbox {
  key: string;
  byUid: Map<number, Rendered>;
  bytes: number;
}

/** About how many octets an entry takes besides its content. */
const OVERHEAD = 300;

/** For how many uids the cache is looked up together. */
const AT_ONCE = 10_000;

/**
 * A cache of envelopes and body structures by mailbox; the mailbox used longest ago is dropped first. The message of a uid never changes, so
 * nothing becomes outdated, and all programs of a person ask for the same ones. Flags and other columns are read each time.
 */
export class EnvelopeCache {
  readonly #maxBytes: number;
  readonly #mailboxes = new Map<string, KeptMailbox>();
  #bytes = 0;

  /** @param maxBytes the most octets; one mailbox may have half of it */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The octets in the cache now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Does the same as readPackedEntries. UIDVALIDITY is part of the key, because ids can repeat after a backup is restored. */
  async *read(
    pool: Pool,
    mailbox: MailboxRef & { readonly uidValidity: number },
    uids: Uint32Array,
    fields: PackedFields,
  ): AsyncGenerator<PackedEntry[]> {
    if (!(fields.envelope || fields.bodyStructure) || fields.header) {
      yield* readPackedEntries(pool, mailbox, uids, fields);
      return;
    }
    const kept = this.#mailbox(`${mailbox.accountId}/${mailbox.mailboxId}/${mailbox.uidValidity}`);
    for (let at = 0; at < uids.length; at += AT_ONCE) {
      yield* this.#readSome(kept, pool, mailbox, uids.subarray(at, at + AT_ONCE), fields);
    }
  }

  async *#readSome(
    kept: KeptMailbox,
    pool: Pool,
    mailbox: MailboxRef,
    uids: Uint32Array,
    fields: PackedFields,
  ): AsyncGenerator<PackedEntry[]> {
    const missing = uids.filter((uid) => !covers(kept.byUid.get(uid), fields));
    if (missing.length * 2 > uids.length) {
      for await (const page of readPackedEntries(pool, mailbox, uids, fields)) {
        for (const entry of page) this.#keep(kept, entry);
        yield page;
      }
      return;
    }
    const fresh = new InOrder(readPackedEntries(pool, mailbox, missing, fields));
    const rest = { ...fields, envelope: false, bodyStructure: false };
    for await (const page of readPackedEntries(pool, mailbox, uids, rest)) {
      yield* this.#complete(kept, page, fresh, fields);
    }
  }

  /** Completes a page from the cache or from `fresh`, and cuts it by octets again. */
  async *#complete(
    kept: KeptMailbox,
    page: readonly PackedEntry[],
    fresh: InOrder,
    fields: PackedFields,
  ): AsyncGenerator<PackedEntry[]> {
    let whole: PackedEntry[] = [];
    let bytes = 0;
    for (const entry of page) {
      let rendered = kept.byUid.get(entry.uid);
      if (!covers(rendered, fields)) {
        const read = await fresh.find(entry.uid);
        // The entry came into the mailbox between the two reads, and was not asked for in the other.
        if (!read) continue;
        rendered = this.#keep(kept, read);
      }
      whole.push(Object.assign(entry, rendered));
      bytes += sizeOf(rendered);
      if (bytes < PAGE_BYTES) continue;
      yield whole;
      whole = [];
      bytes = 0;
    }
    if (whole.length > 0) yield whole;
  }

  #mailbox(key: string): KeptMailbox {
    const kept = this.#mailboxes.get(key) ?? { key, byUid: new Map(), bytes: 0 };
    this.#mailboxes.delete(key);
    this.#mailboxes.set(key, kept);
    return kept;
  }

  #keep(kept: KeptMailbox, entry: PackedEntry): Rendered {
    const before = kept.byUid.get(entry.uid);
    const rendered: Rendered = { ...before };
    if (entry.envelope) rendered.envelope = entry.envelope;
    if (entry.bodyStructure) rendered.bodyStructure = entry.bodyStructure;
    const more = sizeOf(rendered) - (before ? sizeOf(before) : 0);
    if (kept.bytes + more > this.#maxBytes / 2) return rendered;
    kept.byUid.set(entry.uid, rendered);
    kept.bytes += more;
    if (this.#mailboxes.get(kept.key) === kept) this.#bytes += more;
    this.#makeRoom();
    return rendered;
  }

  #makeRoom(): void {
    for (const [key, { bytes }] of this.#mailboxes) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#mailboxes.delete(key);
      this.#bytes -= bytes;
    }
  }
}

/** Finds entries that come in pages by ascending uid; they must be asked for in that order. */
class InOrder {
  readonly #pages: AsyncGenerator<PackedEntry[]>;
  #page: PackedEntry[] = [];
  #at = 0;

  constructor(pages: AsyncGenerator<PackedEntry[]>) {
    this.#pages = pages;
  }

  async find(uid: number): Promise<PackedEntry | undefined> {
    for (;;) {
      while (this.#at < this.#page.length) {
        const entry = this.#page[this.#at] as PackedEntry;
        if (entry.uid > uid) return undefined;
        this.#at++;
        if (entry.uid === uid) return entry;
      }
      const { value, done } = await this.#pages.next();
      if (done) return undefined;
      this.#page = value;
      this.#at = 0;
    }
  }
}

function covers(rendered: Rendered | undefined, fields: PackedFields): rendered is Rendered {
  if (!rendered) return false;
  return (!fields.envelope || Boolean(rendered.envelope)) && (!fields.bodyStructure || Boolean(rendered.bodyStructure));
}

function sizeOf({ envelope, bodyStructure }: Rendered): number {
  return OVERHEAD + (envelope?.length ?? 0) + (bodyStructure?.length ?? 0);
}
