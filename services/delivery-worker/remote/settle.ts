import { type Transaction, transaction } from '@postroom/database';
import {
  insertEvents,
  lockClaimed,
  markDeferred,
  markDelayNotified,
  markFailed,
  markRelayed,
  type NewEvent,
  type RemoteDelivery,
} from '@postroom/transit';
import type { RemoteContext } from './context.ts';
import { type Decision, decide } from './decide.ts';
import type { Outcome } from './outcome.ts';
import { type Reported, writeReport } from './report.ts';
import type { StoredMessage } from './stored-message.ts';

/** What an attempt came to for one delivery. */
export interface Settled {
  readonly row: RemoteDelivery;
  readonly outcome: Outcome;
}

type Decided = Settled & { readonly decision: Decision };

/**
 * Records what an attempt at one mail came to. Rows, events and the reports to the sender are one transaction, so that a
 * bounce is neither lost nor doubled. A row that somebody finished meanwhile (an operator, another worker) is left alone.
 * `open` is asked for the message when there is a report to write; it goes without when that cannot be read.
 */
export async function settle(
  context: RemoteContext,
  settled: readonly Settled[],
  open: () => Promise<StoredMessage>,
  lines: readonly string[],
): Promise<void> {
  const now = new Date();
  const { schedule } = context.settings;
  const decided = settled.map((one) => ({
    ...one,
    decision: decide(one.row, one.outcome, schedule, now, Math.random()),
  }));
  const reporting = decided.some(({ decision }) => decision.report !== undefined);
  const message = reporting ? await open().catch(() => undefined) : undefined;
  const made = await transaction(context.pool, async (tx) => {
    const open = await lockClaimed(
      tx,
      decided.map(({ row }) => row.id),
    );
    const ours = decided.filter(({ row }) => open.has(row.id));
    await mark(tx, ours);
    await insertEvents(tx, events(ours, lines));
    const reported: Reported[] = [];
    for (const action of ['failed', 'delayed', 'relayed'] as const) {
      const about = ours.filter(({ decision }) => decision.report === action);
      if (about.length > 0) reported.push(await writeReport(tx, context.settings, { action, about, message, now }));
    }
    return reported;
  });
  for (const { row, outcome, decision } of decided) {
    const { host, reply } = outcome;
    context.log.info({ mail: row.mailId, recipient: row.recipient, host, reply }, decision.kind);
  }
  await announce(context, made);
}

async function mark(tx: Transaction, decided: readonly Decided[]): Promise<void> {
  const attempted = ({ row, outcome }: Decided) => ({ id: row.id, host: outcome.host, reply: outcome.reply });
  const of = (kind: Decision['kind']) => decided.filter(({ decision }) => decision.kind === kind);
  const relayed = of('relayed').map(attempted);
  const failed = of('failed').map(attempted);
  const deferred = decided.flatMap((one) =>
    one.decision.kind === 'deferred' ? [{ ...attempted(one), nextAttemptAt: one.decision.nextAttemptAt }] : [],
  );
  const delayed = decided.filter(({ decision }) => decision.report === 'delayed').map(({ row }) => row.id);
  if (relayed.length > 0) await markRelayed(tx, relayed);
  if (failed.length > 0) await markFailed(tx, failed);
  if (deferred.length > 0) await markDeferred(tx, deferred);
  if (delayed.length > 0) await markDelayNotified(tx, delayed);
}

/** The trace: what was said once for the mail, then what came of it for each recipient. */
function events(decided: readonly Decided[], lines: readonly string[]): NewEvent[] {
  const [first] = decided;
  if (first === undefined) return [];
  const said: NewEvent = { mailId: first.row.mailId, kind: 'attempted', detail: { host: first.outcome.host, lines } };
  return [
    said,
    ...decided.map(({ row, outcome, decision }): NewEvent => {
      const { host, reply } = outcome;
      const detail =
        decision.kind === 'deferred' ? { host, reply, nextAttemptAt: decision.nextAttemptAt } : { host, reply };
      return { mailId: row.mailId, deliveryId: row.id, kind: decision.kind, detail };
    }),
  ];
}

/** Tells the queue of the reports. Should that fail, the sweeper finds them. */
async function announce({ producer, log }: RemoteContext, reports: readonly Reported[]): Promise<void> {
  const deliveryIds = reports.flatMap((report) => report.deliveryIds);
  const destinations = reports.flatMap((report) => report.destinations);
  try {
    if (deliveryIds.length > 0) await producer.file(deliveryIds);
    if (destinations.length > 0) await producer.relay(destinations);
  } catch (error) {
    log.warn({ err: error }, 'the queue could not be told of a report');
  }
}
