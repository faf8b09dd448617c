import type { Transaction } from '@postroom/database';
import { expiresAt, type RetrySchedule } from '@postroom/queue';
import {
  insertEvents,
  markDeferred,
  markDelayNotified,
  markFailed,
  markRelayed,
  type NewEvent,
} from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import type { Returnable } from '../reports/returnable.ts';
import { shownRecipient } from '../reports/shown-recipient.ts';
import { type Reported, writeReport } from '../reports/write-report.ts';
import { TOO_LATE } from './deadline.ts';
import { type Decision, decide, type Policy } from './decide.ts';
import type { Settled } from './outcome.ts';

export type Decided = Settled & { readonly decision: Decision };

/** Decides on each outcome, by the schedule and by the reports that the sender asked for. */
export function decideAll(settled: readonly Settled[], policy: Policy, now: Date): Decided[] {
  return settled.map((one) => ({ ...one, decision: decide(one.row, one.outcome, policy, now, Math.random()) }));
}

/**
 * Records the outcomes of an attempt at one mail: rows, events and reports to the sender. It runs in the caller's transaction, which holds
 * the rows locked, so that a report is neither lost nor sent twice. `lines` is the dialogue with the other server.
 */
export async function recordOutcomes(
  tx: Transaction,
  { schedule, hostname, returnPaths }: Pick<WorkerContext, 'schedule' | 'hostname' | 'returnPaths'>,
  decided: readonly Decided[],
  { original, lines, now }: { original: Returnable | undefined; lines: readonly string[]; now: Date },
): Promise<Reported[]> {
  await mark(tx, decided, now);
  await insertEvents(tx, events(decided, lines));
  const reported: Reported[] = [];
  for (const action of ['failed', 'delayed', 'relayed'] as const) {
    const about = decided.filter(({ decision }) => decision.report === action);
    const mail = about[0]?.row;
    if (mail === undefined) continue;
    const recipients = about.map((one) => reportedRecipient(one, schedule, now));
    reported.push(await writeReport(tx, { action, mail, recipients, original, hostname, returnPaths, now }));
  }
  return reported;
}

/** Writes the log line and the metrics of one outcome after the commit. `destination` is null for a mailbox here. */
export function note(
  { log, metrics }: { log: Pick<WorkerContext['log'], 'info'>; metrics: WorkerContext['metrics'] },
  { row, outcome, decision }: Decided,
  now: Date,
  destination: string | null,
): void {
  const { host, reply } = outcome;
  log.info({ mail: row.mailId, recipient: row.recipient, host, reply }, decision.kind);
  if (decision.kind === 'deferred') metrics.deferred(outcome.status, destination);
  else if (decision.kind === 'failed') metrics.failed(decision.status, destination);
  else metrics.relayed(destination ?? '', (now.getTime() - row.acceptedAt.getTime()) / 1000);
}

async function mark(tx: Transaction, decided: readonly Decided[], now: Date): Promise<void> {
  const attempted = ({ row, outcome, times }: Decided) => ({
    id: row.id,
    host: outcome.host,
    reply: outcome.reply,
    ...times,
  });
  const of = (kind: Decision['kind']) => decided.filter(({ decision }) => decision.kind === kind);
  const relayed = of('relayed').map(attempted);
  const failed = of('failed').map(attempted);
  const deferred = decided.flatMap((one) =>
    one.decision.kind === 'deferred' ? [{ ...attempted(one), nextAttemptAt: one.decision.nextAttemptAt }] : [],
  );
  const delayed = decided.filter(({ decision }) => decision.report === 'delayed').map(({ row }) => row.id);
  if (relayed.length > 0) await markRelayed(tx, relayed);
  if (failed.length > 0) await markFailed(tx, failed);
  if (deferred.length > 0) await markDeferred(tx, deferred, now);
  if (delayed.length > 0) await markDelayNotified(tx, delayed);
}

/** Returns the events for the trace: the dialogue once for the mail, then the result for each recipient. */
function events(decided: readonly Decided[], lines: readonly string[]): NewEvent[] {
  const [first] = decided;
  if (first === undefined) return [];
  const each = decided.map(({ row, outcome, decision }): NewEvent => {
    const { host, reply } = outcome;
    const detail =
      decision.kind === 'deferred' ? { host, reply, nextAttemptAt: decision.nextAttemptAt } : { host, reply };
    return { mailId: row.mailId, deliveryId: row.id, kind: decision.kind, detail };
  });
  if (lines.length === 0) return each;
  return [{ mailId: first.row.mailId, kind: 'attempted', detail: { host: first.outcome.host, lines } }, ...each];
}

function whyExpired({ attempts }: Decided['row'], status: string): string {
  if (status === TOO_LATE.status) return 'It could not be delivered before the deadline that you set.';
  return `Delivery was tried ${attempts} times without success. The last attempt:`;
}

function reportedRecipient({ row, outcome, decision }: Decided, schedule: RetrySchedule, now: Date) {
  const expired = decision.kind === 'failed' && decision.expired;
  return {
    deliveryId: row.id,
    ...shownRecipient(row, {
      remoteMta: outcome.host || undefined,
      diagnostic: { type: outcome.fromServer ? 'smtp' : 'x-postroom', text: outcome.reply },
    }),
    status: ('status' in decision ? decision.status : undefined) ?? outcome.status,
    note: expired ? whyExpired(row, decision.status) : undefined,
    lastAttempt: now,
    willRetryUntil: expiresAt(schedule, row),
  };
}
