import { type Blob, readBlobs } from '@postroom/blobs';
import type { Pool } from '@postroom/database';
import { type Entry, type PlainEntry, readEntries } from '@postroom/mailbox';
import { Breath } from '../session/breath.ts';
import { usesCondstore } from '../session/condstore.ts';
import type { SelectedMailbox } from '../session/selected-mailbox.ts';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import { flagItems } from '../session/sync.ts';
import { needed, writePlainItem } from './plain-items.ts';
import type { FetchPlan } from './plan.ts';
import type { ReadEntries } from './read-ahead.ts';
import { type Source, sourceOf, writeHeader, writeSection } from './sections.ts';
import { markSeen } from './seen.ts';

/** Messages held in memory at once for their sections: so many bytes, of which a larger one has only its header. */
const BATCH_BYTES = 1024 * 1024;
const INLINE_BYTES = 256 * 1024;
/** Octets of a message's header, counted for each item. */
const LARGE = 64 * 1024;
/** So few messages come with their entries, in one look. */
const FEW = 16;

/** Tells the planned items of these messages, a page at a time, and answers how many there still were. */
export async function tellMessages(session: Session, uids: Uint32Array, plan: FetchPlan): Promise<number> {
  const { account, mailbox } = selectedIn(session);
  const { pool } = session.services.store;
  if (plan.plain) return tellPlain(session, uids, plan);
  if (plan.lasting && uids.length === 1) return tellNext(session, mailbox, uids[0] as number, plan);
  const blob = plan.sections && uids.length <= FEW;
  let told = 0;
  for await (const page of readEntries(pool, account.id, mailbox.id, uids, { ...plan.fields, blob })) {
    if (session.connection.closed) break;
    const seen = plan.setsSeen && !mailbox.readOnly ? await markSeen(session, page) : NONE;
    if (plan.sections && !blob) await tellWithSections(session, mailbox, page, plan, seen);
    else await tellPage(session, mailbox, page, plan, seen);
    told += page.length;
  }
  return told;
}

const NONE: ReadonlySet<number> = new Set();

/** One message, which may have been read ahead. */
async function tellNext(session: Session, mailbox: SelectedMailbox, uid: number, plan: FetchPlan): Promise<number> {
  const { account } = selectedIn(session);
  const fields = { ...plan.fields, blob: true };
  const read: ReadEntries = async (uids) => {
    const pages = await Array.fromAsync(readEntries(session.services.store.pool, account.id, mailbox.id, uids, fields));
    return pages.flat();
  };
  const { all } = mailbox.uids;
  const entry = await session.ahead.take(all, mailbox.uids.sequenceOf(uid) - 1, JSON.stringify(fields), read);
  if (!entry) return 0;
  await tellOne(session, mailbox, await sourceFor(session, entry, plan), plan, NONE);
  return 1;
}

/** The quick way, for what mail programs ask of whole mailboxes. */
async function tellPlain(session: Session, uids: Uint32Array, plan: FetchPlan): Promise<number> {
  const { account, mailbox } = selectedIn(session);
  const { envelopes, store } = session.services;
  let told = 0;
  for await (const page of envelopes.read(store.pool, account.id, mailbox, uids, plan.fields)) {
    for (const entry of page) {
      if (plan.showsFlags) mailbox.keywords.tellNew(session.output, entry.keywords, page);
      // Waiting costs a turn of the event loop, so it is done only when there is something to wait for.
      if (isLarge(entry, plan)) await tellOne(session, mailbox, sourceOf(entry, headerOf(entry)), plan, NONE);
      else writeRow(session, mailbox, entry, plan);
      const full = session.output.flushLarge();
      if (full) await full;
    }
    told += page.length;
    if (session.connection.closed) break;
  }
  return told;
}

/** Entries that have all that is asked for. */
async function tellPage(
  session: Session,
  mailbox: SelectedMailbox,
  page: readonly Entry[],
  plan: FetchPlan,
  seen: ReadonlySet<number>,
): Promise<void> {
  for (const entry of page) {
    if (plan.showsFlags) mailbox.keywords.tellNew(session.output, entry.keywords, page);
    await tellOne(session, mailbox, await sourceFor(session, entry, plan), plan, seen);
    await session.output.flushLarge();
  }
}

/** The message of an entry where sections want it; one that is not small is read now, by itself. */
async function sourceFor(session: Session, entry: Entry, plan: FetchPlan): Promise<Source> {
  if (entry.blob || !plan.sections) return sourceOf(entry, entry.blob);
  return sourceOf(entry, (await readBlobs(session.services.store.pool, [entry.blobId])).get(entry.blobId));
}

function writeRow(session: Session, mailbox: SelectedMailbox, entry: PlainEntry, plan: FetchPlan): void {
  const { output } = session;
  const recent = mailbox.isRecent(entry.uid);
  output.begin();
  let separator = `* ${mailbox.uids.sequenceOf(entry.uid)} FETCH (`;
  for (const item of plan.items) {
    output.text(separator);
    separator = ' ';
    if (typeof item === 'string') writePlainItem(output, item, entry, recent);
    else writeHeader(output, item, needed(entry.header));
  }
  output.text(')\r\n').end();
}

/** Whether the items of one message are so much work that others get their turn between them. */
function isLarge({ header }: PlainEntry, { items }: FetchPlan): boolean {
  return header !== undefined && header.length * items.length > LARGE;
}

function headerOf({ header }: PlainEntry): Pick<Blob, 'header' | 'body'> {
  return { header: needed(header), body: null };
}

async function tellWithSections(
  session: Session,
  mailbox: SelectedMailbox,
  page: readonly Entry[],
  plan: FetchPlan,
  seen: ReadonlySet<number>,
): Promise<void> {
  for await (const { batch, blobs } of withBlobs(session.services.store.pool, page)) {
    for (const entry of batch) {
      if (session.connection.closed) return;
      if (plan.showsFlags) mailbox.keywords.tellNew(session.output, entry.keywords, page);
      await tellOne(session, mailbox, sourceOf(entry, blobs.get(entry.blobId)), plan, seen);
      await session.output.flushLarge();
    }
  }
}

interface Batch {
  readonly batch: readonly Entry[];
  readonly blobs: ReadonlyMap<string, Blob>;
}

/** The messages of a page, each batch of them read while the client takes the one before. */
async function* withBlobs(pool: Pool, page: readonly Entry[]): AsyncGenerator<Batch> {
  const read = async (batch: readonly Entry[]): Promise<Batch> => {
    const blobs = await readBlobs(pool, [...new Set(batch.map((entry) => entry.blobId))]);
    return { batch, blobs };
  };
  let next: Promise<Batch> | undefined;
  for (const batch of batches(page)) {
    const current = next;
    next = read(batch);
    // A failure is met when it is awaited, or never, when the client has gone.
    next.catch(() => {});
    if (current) yield await current;
  }
  if (next) yield await next;
}

async function tellOne(
  session: Session,
  mailbox: SelectedMailbox,
  source: Source,
  plan: FetchPlan,
  seen: ReadonlySet<number>,
): Promise<void> {
  const { output } = session;
  const { entry, header } = source;
  const breath = new Breath();
  output.begin().text(`* ${mailbox.uids.sequenceOf(entry.uid)} FETCH (`);
  if (seen.has(entry.uid) && !plan.items.includes('FLAGS')) {
    const condstore = usesCondstore(session) && !plan.items.includes('MODSEQ');
    output.text(`${flagItems(mailbox, { ...entry, modseq: needed(entry.modseq) }, { uid: false, condstore })} `);
  }
  let first = true;
  for (const item of plan.items) {
    if (!first) output.text(' ');
    first = false;
    if (typeof item === 'string') writePlainItem(output, item, entry, mailbox.isRecent(entry.uid));
    else await writeSection(session, item, source);
    const full = output.flushLarge();
    if (full) await full;
    const turn = breath.after(header.length);
    if (turn) await turn;
  }
  output.text(')\r\n').end();
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
