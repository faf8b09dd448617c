import { type Transaction, transaction } from '@postroom/database';
import type { RetrySchedule } from '@postroom/queue';
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
import { announceReports } from '../reports/announce.ts';
import type { StoredMessage } from '../reports/stored-message.ts';
import { type Reported, writeReport } from '../reports/write-report.ts';
import type { RemoteContext } from './context.ts';
import { type Decision, decide } from './decide.ts';
import type { Outcome } from './outcome.ts';

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
  const { schedule, hostname } = context;
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
      const mail = about[0]?.row;
      if (mail === undefined) continue;
      const recipients = about.map((one) => reportedRecipient(one, schedule, now));
      reported.push(await writeReport(tx, { action, mail, recipients, message, hostname, now }));
    }
    return reported;
  });
  for (const one of decided) note(context, one, now);
  await announceReports(context, made);
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

function note({ log, metrics }: RemoteContext, { row, outcome, decision }: Decided, now: Date): void {
  const { host, reply } = outcome;
  log.info({ mail: row.mailId, recipient: row.recipient, host, reply }, decision.kind);
  if (decision.kind === 'deferred') metrics.deferred.inc();
  else if (decision.kind === 'failed') metrics.bounced.inc();
  else {
    metrics.relayed.inc();
    metrics.deliverySeconds.observe((now.getTime() - row.acceptedAt.getTime()) / 1000);
  }
}

function reportedRecipient({ row, outcome, decision }: Decided, schedule: RetrySchedule, now: Date) {
  const expired = decision.kind === 'failed' && decision.expired;
  return {
    deliveryId: row.id,
    finalRecipient: row.recipient,
    originalRecipient: row.orcpt ?? undefined,
    status: decision.kind === 'failed' ? decision.status : outcome.status,
    remoteMta: outcome.host || undefined,
    diagnostic: { type: outcome.fromServer ? ('smtp' as const) : ('x-postroom' as const), text: outcome.reply },
    note: expired ? `It was tried ${row.attempts} times, until it was too old. The last time:` : undefined,
    lastAttempt: now,
    willRetryUntil: new Date(row.acceptedAt.getTime() + schedule.expireMs),
  };
}
