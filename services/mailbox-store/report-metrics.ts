import type { DueState, Keeping } from '@postroom/feedback';
import { Counter, type Metrics } from '@postroom/service';

/** The result for a mail with a report of others. */
export type ReportOutcome = Keeping | 'refused';

/** Makes the metric of reports of others. Returns the function that counts. */
export function createReportMetrics(metrics: Metrics): (outcome: ReportOutcome) => void {
  const read = new Counter({
    name: 'postroom_reports_read_total',
    help: 'Reports of others (DMARC, TLS): kept, known already, too-many of one day, refused (why: postroom reports)',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  return (outcome) => read.inc({ outcome });
}

/** The result for a report to others. */
export type SentReport = DueState;

/** Makes the metric of reports to others. Returns the function that counts. */
export function createSentReportMetrics(metrics: Metrics): (kind: 'dmarc' | 'tls', outcome: SentReport) => void {
  const sent = new Counter({
    name: 'postroom_reports_sent_total',
    help: 'Reports to others (dmarc, tls): sent, unwanted (nobody may be told, or it is too large), failed (why: the log)',
    labelNames: ['kind', 'outcome'],
    registers: [metrics],
  });
  return (kind, outcome) => sent.inc({ kind, outcome });
}
