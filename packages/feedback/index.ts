export { DmarcTally } from './outgoing/dmarc-tally.ts';
export {
  DMARC_REPORTS,
  type DueReport,
  readMeasured,
  takeDueReport,
} from './outgoing/due.ts';
export { type DueState, settleDue, trimDays } from './outgoing/due-of-a-day.ts';
export type { MeasuredMail } from './outgoing/measured.ts';
export { noteMeasured } from './outgoing/note-measured.ts';
export {
  type DueTlsReport,
  notePosted,
  readTlsSessions,
  TLS_REPORTS,
  takeDueTlsReport,
} from './outgoing/tls/due-tls.ts';
export { type MeasuredTls, noteTls } from './outgoing/tls/note-tls.ts';
export { TlsTally } from './outgoing/tls/tls-tally.ts';
export { type Keeping, keepReport, type ReceivedReport } from './received.ts';
export { type DmarcSource, type DmarcSummary, summariseDmarc } from './summary/dmarc.ts';
export { type DomainTotals, domainTotals } from './summary/domains.ts';
export { listReporters, type Reporter } from './summary/reporters.ts';
export { summariseTls, type TlsFailureKind, type TlsSummary } from './summary/tls.ts';
export { trimReports } from './trim.ts';
export * from './waiting.ts';
