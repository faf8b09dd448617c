import { readBlobs } from '@postroom/blobs';
import type { Pool } from '@postroom/database';
import { type Entry, readEntries } from '@postroom/mailbox';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import type { FetchPlan } from './plan.ts';
import { type Source, withMessage } from './source.ts';

/** The octets of messages held in memory at once for their sections; of a message above INLINE_BYTES only the header is held. */
const BATCH_BYTES = 1024 * 1024;
const INLINE_BYTES = 256 * 1024;
/** The UIDs yielded between two checks whether the client reads. */
const KNOWN_AT_ONCE = 1_000;
/** Up to this number, messages are read together with their entries in one query. */
const FEW = 16;

/** Reads what the plan needs of these messages, page by page, in the quickest way. Messages that are gone are left out. */
export async function* readSources(
  session: Session,
  uids: Uint32Array,
  plan: FetchPlan,
): AsyncGenerator<readonly Source[]> {
  const { mailbox } = selectedIn(session);
  const { envelopes, store } = session.services;
  if (plan.isKnown) {
    yield* known(uids);
  } else if (plan.isQuick) {
    yield* envelopes.read(store.pool, mailbox, uids, plan.columns);
  } else if (plan.isLasting && uids.length === 1) {
    const source = await readAhead(session, uids[0] as number, plan);
    if (source) yield [source];
  } else {
    const blob = plan.readsMessages && uids.length <= FEW;
    for await (const page of readEntries(store.pool, mailbox, uids, { ...plan.columns, blob })) {
      if (!plan.readsMessages) yield page;
      else if (blob) yield* eachWithMessage(store.pool, page);
      else yield* inBatches(store.pool, page);
    }
  }
}

/** RFC 2180 4.1.1: UIDs are also sent for messages that are gone, as long as their EXPUNGE has to wait. */
function* known(uids: Uint32Array): Generator<Source[]> {
  for (let from = 0; from < uids.length; from += KNOWN_AT_ONCE) {
    yield Array.from(uids.subarray(from, from + KNOWN_AT_ONCE), (uid) => ({ uid, flags: 0, keywords: [] }));
  }
}

/** Reads one message for a client that may be going through the mailbox in order. */
async function readAhead(session: Session, uid: number, plan: FetchPlan): Promise<Source | undefined> {
  const { mailbox } = selectedIn(session);
  const { pool } = session.services.store;
  const columns = { ...plan.columns, blob: true };
  const read = async (uids: Uint32Array): Promise<Entry[]> => {
    const pages = await Array.fromAsync(readEntries(pool, mailbox, uids, columns));
    return pages.flat();
  };
  const index = mailbox.uids.sequenceOf(uid) - 1;
  const entry = await session.ahead.take(mailbox.uids.all, index, JSON.stringify(columns), read);
  return entry && whole(pool, entry);
}

async function* eachWithMessage(pool: Pool, page: readonly Entry[]): AsyncGenerator<readonly Source[]> {
  for (const entry of page) yield [await whole(pool, entry)];
}

/** Returns an entry with its message, which is read now if it did not come with the entry. */
async function whole(pool: Pool, entry: Entry): Promise<Source> {
  return withMessage(entry, entry.blob ?? (await readBlobs(pool, [entry.blobId])).get(entry.blobId));
}

/** Yields the messages of a page; each batch is read while the client takes the one before. */
async function* inBatches(pool: Pool, page: readonly Entry[]): AsyncGenerator<readonly Source[]> {
  const read = async (batch: readonly Entry[]): Promise<Source[]> => {
    const blobs = await readBlobs(pool, [...new Set(batch.map((entry) => entry.blobId))]);
    return batch.map((entry) => withMessage(entry, blobs.get(entry.blobId)));
  };
  let next: Promise<Source[]> | undefined;
  for (const batch of batches(page)) {
    const current = next;
    next = read(batch);
    // The error is thrown where the batch is awaited, which never happens when the client is gone.
    next.catch(() => {});
    if (current) yield await current;
  }
  if (next) yield await next;
}

/** Cuts a page into batches whose messages fit into memory together. */
function* batches(page: readonly Entry[]): Generator<Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const entry of page) {
    const size = Math.min(entry.size, INLINE_BYTES);
    if (batch.length > 0 && bytes + size > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
