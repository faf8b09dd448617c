import { readBlobs } from '@postroom/blobs';
import type { Pool } from '@postroom/database';
import { type Entry, readEntries } from '@postroom/mailbox';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import type { FetchPlan } from './plan.ts';
import { type Source, withMessage } from './source.ts';

/** Messages held in memory at once for their sections: so many bytes, of which a larger one has only its header. */
const BATCH_BYTES = 1024 * 1024;
const INLINE_BYTES = 256 * 1024;
/** UIDs told between two looks at whether the client takes them. */
const KNOWN_AT_ONCE = 1_000;
/** So few messages come with their entries, in one query. */
const FEW = 16;

/** Reads what the plan needs of these messages, some at a time, in the way that is quickest for it; those gone are left out. */
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

/** RFC 2180 4.1.1: what is known of messages is told of those too whose EXPUNGE has to wait. */
function* known(uids: Uint32Array): Generator<Source[]> {
  for (let from = 0; from < uids.length; from += KNOWN_AT_ONCE) {
    yield Array.from(uids.subarray(from, from + KNOWN_AT_ONCE), (uid) => ({ uid, flags: 0, keywords: [] }));
  }
}

/** One message of a client that may be going through the mailbox. */
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

/** A message that did not come with its entry is read now, by itself. */
async function whole(pool: Pool, entry: Entry): Promise<Source> {
  return withMessage(entry, entry.blob ?? (await readBlobs(pool, [entry.blobId])).get(entry.blobId));
}

/** The messages of a page, each batch of them read while the client takes the one before. */
async function* inBatches(pool: Pool, page: readonly Entry[]): AsyncGenerator<readonly Source[]> {
  const read = async (batch: readonly Entry[]): Promise<Source[]> => {
    const blobs = await readBlobs(pool, [...new Set(batch.map((entry) => entry.blobId))]);
    return batch.map((entry) => withMessage(entry, blobs.get(entry.blobId)));
  };
  let next: Promise<Source[]> | undefined;
  for (const batch of batches(page)) {
    const current = next;
    next = read(batch);
    // A failure is met when it is awaited, or never, when the client has gone.
    next.catch(() => {});
    if (current) yield await current;
  }
  if (next) yield await next;
}

/** Cuts a page so that the messages of each piece fit into memory together. */
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
