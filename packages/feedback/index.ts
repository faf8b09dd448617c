export { type Keeping, keepReport, type ReceivedReport } from './received.ts';
export { type DmarcSource, type DmarcSummary, summariseDmarc } from './summary/dmarc.ts';
export { type DomainTotals, domainTotals } from './summary/domains.ts';
export { listReporters, type Reporter } from './summary/reporters.ts';
export { summariseTls, type TlsFailureKind, type TlsSummary } from './summary/tls.ts';
export { trimReports } from './trim.ts';
export * from './waiting.ts';
