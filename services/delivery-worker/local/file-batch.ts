import { type Blob, readBlobs } from '@postroom/blobs';
import { isDatabaseAway, transaction } from '@postroom/database';
import { readForwardings } from '@postroom/directory';
import { type FilingItem, type FilingPlace, fileMessages, type MessageFacts } from '@postroom/mailbox';
import { noteProgress, readAbsences } from '@postroom/sending';
import {
  dropCarriedFacts,
  insertEvents,
  type LocalDelivery,
  lockQueued,
  markFiled,
  markUnfiled,
  readLocal,
  sentMails,
} from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import { announceProgress } from '../outcomes/announce-progress.ts';
import { note } from '../outcomes/record.ts';
import { announceReports } from '../reports/announce.ts';
import { wantsReport } from '../reports/wants.ts';
import { type BatchTrace, traceBatch } from './batch-trace.ts';
import { reportDelivered } from './delivered.ts';
import { describeSome, readCarried } from './describe-some.ts';
import { filterMail } from './filter-mail.ts';
import { type Plan, planDeliveries } from './plan.ts';
import { writeRedirects } from './redirect.ts';
import { settleRefused } from './refused.ts';
import { takeReportMails } from './report-mails.ts';
import { slices } from './slices.ts';
import { answerMail } from './vacation.ts';

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
  const { pool, store, metrics, log } = context;
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

  const { changes, redirects, decided, reports, changedAccounts } = await transaction(pool, async (tx) => {
    const locked = await lockQueued(
      tx,
      known.map((delivery) => delivery.id),
    );
    const mine = known.filter((delivery) => locked.has(delivery.id));
    const now = new Date();
    const isLate = ({ returnedFrom }: LocalDelivery): boolean => returnedFrom !== null && returnedFrom <= now;
    await insertEvents(
      tx,
      events.filter(({ deliveryId }) => locked.has(deliveryId ?? '')),
    );
    const inTime = mine.filter((delivery) => !isLate(delivery));
    const taken = await takeReportMails(tx, inTime, blobs);
    const forPeople = inTime.filter(({ id }) => !taken.has(id));
    const plans = await planDeliveries(context, tx, forPeople, blobs, forwardings);
    const toFile = plans.filter(({ places }) => places.length > 0);
    const results = await fileMessages(
      tx,
      toFile.map((plan) => filingItem(plan, blobs.get(plan.delivery.blobId) as Blob, facts)),
    );
    const filed = toFile.flatMap(({ delivery }, index) => {
      const result = results[index];
      return result && 'filed' in result ? [{ ...result.filed, delivery }] : [];
    });
    await markFiled(
      tx,
      filed.map(({ delivery, entries: [{ mailboxId, uid }] }) => ({ id: delivery.id, mailboxId, uid })),
    );
    const refused = toFile.flatMap(({ delivery }, index) => {
      const result = results[index];
      return result && 'refused' in result ? [{ delivery, reason: result.refused }] : [];
    });
    const waits = new Set(refused.map(({ delivery }) => delivery.id));
    const over = plans.filter(({ delivery }) => !waits.has(delivery.id));
    const redirected = await writeRedirects(tx, over);
    const unfiled = over.filter(({ places }) => places.length === 0).map(({ delivery }) => delivery.id);
    await markUnfiled(tx, [...unfiled, ...taken]);
    const late = mine.filter(isLate).map((delivery) => ({ delivery, reason: 'too-late' as const }));
    const { decided, reports } = await settleRefused(context, tx, [...refused, ...late], blobs);
    reports.push(...redirected);
    const wanted = over
      .filter(({ places, redirect }) => places.length > 0 || redirect)
      .map(({ delivery }) => delivery)
      .filter((delivery) => wantsReport(delivery, 'SUCCESS', context.successToStrangers));
    reports.push(...(await reportDelivered(context, tx, wanted, blobs)));
    const changedAccounts = await noteProgress(tx, sentMails(mine));
    await dropCarriedFacts(
      tx,
      mine.filter(({ blobId }) => carried.has(blobId)).map(({ mailId }) => mailId),
    );
    reports.push(...(await answerMail(tx, context, over, absences, blobs)));
    return { changes: filed, redirects: over.filter(({ redirect }) => redirect), decided, reports, changedAccounts };
  });
  for (const one of decided) {
    note(context, one, new Date(), null);
    trace.refused(one.row, one.outcome.reply);
  }
  announceProgress(context.store, changedAccounts);
  for (const { delivery, redirect } of redirects) {
    log.info({ mail: delivery.mailId, account: delivery.accountId, targets: redirect?.to.length }, 'redirected');
  }
  await announceReports(context, reports);

  const announced = new Map<number, { modseq: number; mailboxIds: Set<number> }>();
  for (const { accountId, modseq, entries, delivery } of changes) {
    const [{ mailboxId, uid }] = entries;
    const change = announced.get(accountId) ?? { modseq, mailboxIds: new Set() };
    announced.set(accountId, change);
    for (const entry of entries) change.mailboxIds.add(entry.mailboxId);
    metrics.filed((Date.now() - delivery.acceptedAt.getTime()) / 1000);
    log.info({ mail: delivery.mailId, account: accountId, mailbox: mailboxId, uid }, 'filed');
    trace.filed(delivery, { accountId, mailboxId, uid });
    context.reports.add(delivery, blobs.get(delivery.blobId) as Blob);
  }
  for (const [accountId, { modseq, mailboxIds }] of announced) {
    store.announce({ accountId, modseq, mailboxIds: [...mailboxIds] });
  }
  return waiting.filter(({ blobId }) => blobs.has(blobId) && !facts.has(blobId));
}

function filingItem({ delivery, places }: Plan, blob: Blob, facts: Map<string, MessageFacts>): FilingItem {
  return {
    accountId: delivery.accountId,
    places: places as [FilingPlace, ...FilingPlace[]],
    blobId: delivery.blobId,
    size: blob.size,
    facts: facts.get(delivery.blobId) as MessageFacts,
    internalDate: delivery.acceptedAt,
  };
}
