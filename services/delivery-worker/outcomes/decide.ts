import { nextAttempt, type RetrySchedule } from '@postroom/queue';
import type { AttemptedDelivery } from '@postroom/transit';
import { wantsReport } from '../reports/wants.ts';
import { isNoticeDue, isTooLate, orDeadline, reportsRelay, TOO_LATE } from './deadline.ts';
import type { Outcome } from './outcome.ts';

/** What is done after an outcome; `report` is the kind of report to the sender, if any. */
export type Decision =
  | { readonly kind: 'relayed'; readonly report: 'relayed' | undefined }
  | {
      readonly kind: 'deferred';
      readonly nextAttemptAt: Date;
      /** The status for the report, if it differs from that of the attempt. */
      readonly status?: string;
      readonly report: 'delayed' | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly status: string;
      readonly expired: boolean;
      readonly report: 'failed' | undefined;
    };

type Facts = Pick<
  AttemptedDelivery,
  | 'reversePath'
  | 'notify'
  | 'source'
  | 'attempts'
  | 'acceptedAt'
  | 'overdueMs'
  | 'delayNotifiedAt'
  | 'deliverBy'
  | 'deliverByMode'
>;

/** The settings on which decisions depend. */
export interface Policy {
  readonly schedule: RetrySchedule;
  readonly successToStrangers: boolean;
}

/** Decides by the retry schedule and by the reports that the sender asked for (RFC 3461 5.2). */
export function decide(row: Facts, outcome: Outcome, policy: Policy, now: Date, random: number): Decision {
  const { schedule, successToStrangers } = policy;
  const wants = (event: 'SUCCESS' | 'FAILURE' | 'DELAY') => wantsReport(row, event, successToStrangers);
  if (outcome.result === 'relayed') {
    // RFC 3461 5.2.2: only when the next server does not report itself.
    const isWanted = (wants('SUCCESS') && !outcome.dsn) || (row.reversePath !== '' && reportsRelay(row, outcome));
    return { kind: 'relayed', report: isWanted ? 'relayed' : undefined };
  }
  const report = wants('FAILURE') ? 'failed' : undefined;
  if (outcome.result === 'permanent') return { kind: 'failed', status: outcome.status, expired: false, report };
  if (isTooLate(row, now)) return { kind: 'failed', status: TOO_LATE.status, expired: true, report };
  const nextAttemptAt = nextAttempt(schedule, row.attempts, row, now, random);
  // RFC 3463 3.5: delivery time expired.
  if (nextAttemptAt === null) return { kind: 'failed', status: '4.4.7', expired: true, report };
  const late = now.getTime() - row.acceptedAt.getTime() >= schedule.delayNoticeMs;
  const isDue = isNoticeDue(row, now);
  const delayed = (isDue || (late && row.delayNotifiedAt === null)) && wants('DELAY');
  return {
    kind: 'deferred',
    nextAttemptAt: orDeadline(nextAttemptAt, row, now),
    ...(isDue && { status: '4.4.7' }),
    report: delayed ? 'delayed' : undefined,
  };
}
