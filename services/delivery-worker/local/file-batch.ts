import { type Blob, readBlobs } from '@postroom/blobs';
import { isDatabaseAway, transaction } from '@postroom/database';
import { readForwardings } from '@postroom/directory';
import { noteProgress, readAbsences } from '@postroom/sending';
import { insertEvents, type LocalDelivery, lockQueued, readLocal, sentMails } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import { announceProgress } from '../outcomes/announce-progress.ts';
import { note } from '../outcomes/record.ts';
import { announceReports } from '../reports/announce.ts';
import { type BatchTrace, traceBatch } from './batch-trace.ts';
import { describeSome, readCarried } from './describe-some.ts';
import { fileLocked } from './file-locked.ts';
import { filterMail } from './filter-mail.ts';
import { settleRefused } from './refused.ts';
import { slices } from './slices.ts';
import { tellDone } from './tell-done.ts';

/** The most messages read and filed in one transaction; small ones are in memory together. */
const MAX_ROWS = 200;
/** The largest message that is filed together with others, in octets. */
const SMALL_BYTES = 256 * 1024;
/**
 * Files local deliveries: describes the messages, then files and marks them in one transaction. It may run several times for the same
 * deliveries, because those that are marked are left alone. Returns the deliveries of large messages, which the caller files one by one.
 * Throws when the database is away; then the rows stay due.
 */
export async function fileBatch(context: WorkerContext, deliveryIds: readonly string[]): Promise<LocalDelivery[]> {
  const large: LocalDelivery[] = [];
  for (let at = 0; at < deliveryIds.length; at += MAX_ROWS) {
    const waiting = await readLocal(context.pool, deliveryIds.slice(at, at + MAX_ROWS));
    large.push(...waiting.filter(({ size }) => size > SMALL_BYTES));
    // Small messages come first, so that none waits for one that is slow to read.
    const small = waiting.filter(({ size }) => size <= SMALL_BYTES).sort((a, b) => a.size - b.size);
    for (const slice of slices(small)) await fileApart(context, slice);
  }
  return large;
}

/**
 * Files deliveries so that one that cannot be filed does not stop the others: a group that fails is tried again in halves, and a single one
 * that fails waits for its next attempt. Throws when the database is away.
 */
export async function fileApart(context: WorkerContext, deliveries: readonly LocalDelivery[]): Promise<void> {
  const trace = traceBatch(context.tracer, deliveries);
  try {
    for (let rest = deliveries; rest.length > 0; ) rest = await fileRows(context, rest, trace);
    trace.end();
  } catch (error) {
    trace.end(String(error));
    if (isDatabaseAway(error)) throw error;
    const [first] = deliveries;
    if (deliveries.length === 1 && first) {
      context.log.error({ err: error, mail: first.mailId, delivery: first.id }, 'mail cannot be filed');
      await putOff(context, first);
      return;
    }
    const half = Math.ceil(deliveries.length / 2);
    await fileApart(context, deliveries.slice(0, half));
    await fileApart(context, deliveries.slice(half));
  }
}

async function putOff(context: WorkerContext, delivery: LocalDelivery): Promise<void> {
  const { decided, reports, changedAccounts } = await transaction(context.pool, async (tx) => {
    const locked = await lockQueued(tx, [delivery.id]);
    if (locked.size === 0) return { decided: [], reports: [], changedAccounts: [] };
    const settled = await settleRefused(context, tx, [{ delivery, reason: 'failed' }], new Map());
    return { ...settled, changedAccounts: await noteProgress(tx, sentMails([delivery])) };
  });
  for (const one of decided) note(context, one, new Date(), null);
  announceProgress(context.store, changedAccounts);
  await announceReports(context, reports);
}

/** Files the first deliveries, usually all of them. Returns the rest. */
async function fileRows(
  context: WorkerContext,
  waiting: readonly LocalDelivery[],
  trace: BatchTrace,
): Promise<LocalDelivery[]> {
  const { pool, store, log } = context;
  const accountIds = [...new Set(waiting.map((delivery) => delivery.accountId))];
  const [blobs, forwardings, absences] = await Promise.all([
    readBlobs(pool, [...new Set(waiting.map((delivery) => delivery.blobId))]),
    readForwardings(pool, accountIds),
    readAbsences(pool, accountIds),
  ]);
  const carried = await readCarried(pool, waiting, blobs);
  const facts = await describeSome(store, blobs, carried);
  const described = waiting.filter((delivery) => facts.has(delivery.blobId));
  const { deliveries: known, events } = await filterMail(context, described, facts);
  for (const { mailId } of waiting.filter((delivery) => !blobs.has(delivery.blobId))) {
    log.error({ mail: mailId }, 'the blob of a queued mail is gone');
  }
  const done = await transaction(pool, async (tx) => {
    const locked = await lockQueued(
      tx,
      known.map((delivery) => delivery.id),
    );
    await insertEvents(
      tx,
      events.filter(({ deliveryId }) => locked.has(deliveryId ?? '')),
    );
    const mine = known.filter((delivery) => locked.has(delivery.id));
    return fileLocked(context, tx, mine, { blobs, facts, carried, forwardings, absences });
  });
  await tellDone(context, done, trace);
  for (const { delivery } of done.filed) context.reports.add(delivery, blobs.get(delivery.blobId) as Blob);
  return waiting.filter(({ blobId }) => blobs.has(blobId) && !facts.has(blobId));
}
