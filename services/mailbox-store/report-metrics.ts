import type { DueState, Keeping } from '@postroom/feedback';
import { Counter, type Metrics } from '@postroom/service';

/** The result for a mail with a report of others. */
export type ReportOutcome = Keeping | 'refused';

/** Makes the metric of reports of others. Returns the function that counts. */
export function createReportMetrics(metrics: Metrics): (outcome: ReportOutcome) => void {
  const read = new Counter({
    name: 'postroom_reports_read_total',
    help: 'Received reports (DMARC, TLS): kept, known, too-many for one day, refused (reasons: postroom reports)',
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
    help: 'Reports to others (dmarc, tls): sent, unwanted (no recipient accepts it, or it is too large), failed (reasons: log)',
    labelNames: ['kind', 'outcome'],
    registers: [metrics],
  });
  return (kind, outcome) => sent.inc({ kind, outcome });
}
